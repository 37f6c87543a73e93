namespace Gateway.SecLang.Tests.Transforms;

public sealed class CleaningTests
{
    [Theory]
    [InlineData("c^at /etc/pa''ss\\wd", "cat/etc/passwd")]
    [InlineData("a ,;\t\r\n b", "a b")]
    [InlineData("X;(id)", "x(id)")]
    [InlineData("plain", "plain")]
    [InlineData("a\0B", "a\0b")]
    public void CmdLine_UndoesTheShell(string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply("cmdLine", input));

    [Theory]
    [InlineData("removeWhitespace", "a \t\n\v\f\r\u00A0b", "ab")]
    [InlineData("removeWhitespace", "a\u00C2\u00A0b", "a\u00C2b")]
    [InlineData("compressWhitespace", "a \t\u00A0b\tc ", "a b c ")]
    [InlineData("compressWhitespace", "a b c", "a b c")]
    [InlineData("compressWhitespace", "  ", " ")]
    [InlineData("trim", " \t a b \n", "a b")]
    [InlineData("trim", "  ", "")]
    [InlineData("trimLeft", " a ", "a ")]
    [InlineData("trimRight", " a ", " a")]
    [InlineData("removeNulls", "\0a\0\0b\0", "ab")]
    [InlineData("replaceNulls", "a\0b", "a b")]
    [InlineData("lowercase", "ÀBC_[@`{Zz", "Àbc_[@`{zz")]
    [InlineData("uppercase", "àbc_[@`{Zz", "àBC_[@`{ZZ")]
    [InlineData("lowercase", "a long value with ONE UPPER case part that is longer than any vector of any machine, Indeed 0123456789", "a long value with one upper case part that is longer than any vector of any machine, indeed 0123456789")]
    public void Cleaning_ChangesOnlyWhatItNames(string name, string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply(name, input));

    [Theory]
    [InlineData("replaceComments", "1/**/union/* x", "1 union ")]
    [InlineData("replaceComments", "a/*/b*/c", "a c")]
    [InlineData("removeCommentsChar", "/*!union*/ --> -- # <!-- <!- /", "!union     <!- /")]
    [InlineData("removeComments", "a/* x */b", "ab")]
    [InlineData("removeComments", "a<!-- x */b-->c", "ab")]
    [InlineData("removeComments", "a/* x --> b */", "a b */")]
    [InlineData("removeComments", "a-b <!x /y", "a-b <!x /y")]
    [InlineData("removeComments", "select 1--x", "select 1")]
    [InlineData("removeComments", "select 1#x", "select 1")]
    [InlineData("removeComments", "a/*", "a ")]
    public void Comments_AreTakenOut(string name, string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply(name, input));

    [Theory]
    [InlineData("hexEncode", "a\0ÿ", "6100ff")]
    [InlineData("hexDecode", "6100fF7", "a\0ÿ")]
    [InlineData("length", "", "0")]
    [InlineData("length", "hello, world", "12")]
    [InlineData("urlEncode", "a b/*é", "a+b%2f*%e9")]
    public void Encoding_WritesWhatRulesCompare(string name, string input, string output) =>
        Assert.Equal(output, TransformationCalls.Apply(name, input));

    [Theory]
    [InlineData("md5", "", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d")]
    public void Digest_IsRaw(string name, string input, string hex) =>
        Assert.Equal(hex, TransformationCalls.Apply("hexEncode", TransformationCalls.Apply(name, input)));
}
