namespace Gateway.SecLang.Tests.Transforms;

public sealed class DecodingTests
{
    [Theory]
    [InlineData("a%2Bb+c", "a+b c")]
    [InlineData("100%", "100%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%u0041", "%u0041")]
    [InlineData("%%34%31", "%41")]
    public void UrlDecode_DecodesOnceAndCopiesWhatIsInvalid(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("urlDecode", input));

    [Theory]
    [InlineData("%u0041%U0042", "AB")]
    [InlineData("%uFF1Cscript%uff1e", "<script>")]
    [InlineData("%uff00%uffff", "\0ÿ")]
    [InlineData("%u004", "%u004")]
    [InlineData("%u00zz%41", "%u00zzA")]
    [InlineData("%uu0041", "%uu0041")]
    public void UrlDecodeUni_WithoutMap_KeepsTheLowByte(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("urlDecodeUni", input));

    [Theory]
    [InlineData("&lt;b&gt;&QUOT&amp;&nbsp;", "<b>\"&\u00A0")]
    [InlineData("&#x0000003c;&#0000060&#X3C", "<<<")]
    [InlineData("&#x13c;", "<")]
    [InlineData("&ltx;&#;&#x;&#xg;&", "&ltx;&#;&#x;&#xg;&")]
    [InlineData("&&lt;", "&<")]
    [InlineData("&#99999999999999999999999;", "ÿ")]
    [InlineData("&#xffffffffffffffffffffffff3c;", "ÿ")]
    [InlineData("&eacute;", "&eacute;")]
    public void HtmlEntityDecode_TakesAllDigitsAndFiveNames(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("htmlEntityDecode", input));

    [Theory]
    [InlineData(@"\u003c\x3e\74\076", "<><>")]
    [InlineData(@"\uff1cscript", "<script")]
    [InlineData(@"\400\8", "\u00200" + "8")]
    [InlineData(@"\a\b\f\n\r\t\v\\\q", "\a\b\f\n\r\t\v\\q")]
    [InlineData(@"\u00g1\xg", "u00g1xg")]
    [InlineData(@"end\", @"end\")]
    public void JsDecode_UndoesJavaScript(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("jsDecode", input));

    [Theory]
    [InlineData(@"ja\vascript", "javascript")]
    [InlineData(@"\6a avascript", "javascript")]
    [InlineData(@"\00006aa", "ja")]
    [InlineData(@"\ff1c\0ff1c\00ff1c", "<<<")]
    [InlineData(@"\1ff1c", "\u001c")]
    [InlineData("a\\\nb\\", "ab")]
    public void CssDecode_UndoesCss(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("cssDecode", input));

    [Theory]
    [InlineData(@"\x41\X42\103\q\", "ABCq\\")]
    [InlineData(@"\777", "ÿ")]
    [InlineData(@"\xg", "xg")]
    public void EscapeSeqDecode_UndoesC(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("escapeSeqDecode", input));

    [Theory]
    [InlineData("0x414", "A4")]
    [InlineData("a 0X2f2F 0xzz 00x41", "a // 0xzz 0A")]
    [InlineData("0x", "0x")]
    public void SqlHexDecode_DecodesWhereverItStands(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("sqlHexDecode", input));

    [Theory]
    [InlineData("base64Decode", "YWJj!ZGVm", "abc")]
    [InlineData("base64Decode", "YWJjZ", "abc")]
    [InlineData("base64Decode", "YWJjZA", "abcd")]
    [InlineData("base64Decode", "!!!", "")]
    [InlineData("base64DecodeExt", "Y.W J\0j!ZGVm", "abcdef")]
    [InlineData("base64DecodeExt", "YWJjZ=", "")]
    [InlineData("base64DecodeExt", "YQ==YQ==", "a\u0006\u0010")]
    [InlineData("base64Encode", "ab", "YWI=")]
    public void Base64_KeepsWhatComesBeforeJunk(string name, string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply(name, input));

    [Theory]
    [InlineData("a\u00C3\u00A9", "a%u00e9")]
    [InlineData("\u00E2\u0082\u00AC", "%u20ac")]
    [InlineData("\u00F0\u009F\u0098\u0080", "%u1f600")]
    [InlineData("\u00C0\u00AF", "%u002f\u00C0")]
    [InlineData("a\0b\u00C3c", "abc")]
    [InlineData("\u0080x", "\u0080x")]
    [InlineData("\u00F4\u008F\u00BF\u00BF", "%u10ffff")]
    public void Utf8ToUnicode_WritesEveryCharacterAsEscape(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("utf8toUnicode", input));
}
