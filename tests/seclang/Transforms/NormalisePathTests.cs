namespace Gateway.SecLang.Tests.Transforms;

public sealed class NormalisePathTests
{
    [Theory]
    [InlineData("/a/b/../c", "/a/c")]
    [InlineData("/a/../../../etc/passwd", "/etc/passwd")]
    [InlineData("//a///b/./c//", "/a/b/c/")]
    [InlineData("a/../../b", "../b")]
    [InlineData("../../a/../b", "../../b")]
    [InlineData("/./", "/")]
    [InlineData("/a/b/..", "/a")]
    [InlineData("/..", "")]
    [InlineData("/../", "/")]
    [InlineData("./a", "a")]
    [InlineData("..", "..")]
    [InlineData("/index.php", "/index.php")]
    [InlineData("/a.../b", "/b")]
    [InlineData("/a\\..\\b", "/a\\..\\b")]
    public void NormalisePath_ResolvesDots(string input, string output)
    {
        Assert.Equal(output, TransformationCalls.Apply("normalisePath", input));
        Assert.Equal(output, TransformationCalls.Apply("normalizePath", input));
    }

    [Theory]
    [InlineData(@"\a\..\..\windows\system32", "/windows/system32")]
    [InlineData(@"a\b/..\c", "a/c")]
    [InlineData(@"c:\x\\\y\", "c:/x/y/")]
    public void NormalisePathWin_TakesBackslashesAsSlashes(string input, string output)
    {
        Assert.Equal(output, TransformationCalls.Apply("normalisePathWin", input));
        Assert.Equal(output, TransformationCalls.Apply("normalizePathWin", input));
    }
}
