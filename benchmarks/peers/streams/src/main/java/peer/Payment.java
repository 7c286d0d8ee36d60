package peer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** What is read of a payment; public fields are the quickest that Jackson binds. */
@JsonIgnoreProperties(ignoreUnknown = true)
public final class Payment {
    public String id;
    public String description;
    public Party payer;
    public Party payee;
    public Branch branch;

    @JsonIgnoreProperties(ignoreUnknown = true)
    public static final class Party {
        public String account;
        public String proxy;
        public String contact;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public static final class Branch {
        public String note;
    }
}
