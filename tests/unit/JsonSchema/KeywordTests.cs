namespace Gateway.UnitTests.JsonSchema;

public class KeywordTests
{
    [Theory]
    [InlineData("type", 49)]
    [InlineData("const and enum", 43)]
    [InlineData("numbers", 46)]
    [InlineData("strings", 41)]
    [InlineData("objects", 47)]
    [InlineData("arrays", 35)]
    [InlineData("composition", 26)]
    [InlineData("unevaluated", 25)]
    [InlineData("references", 20)]
    public void Keyword_Instances_AreJudgedRight(string group, int count)
        => Assert.Equal(count, KeywordCases.Groups[group].Sum(item => Validation.Check(item.Schema, item.Cases)));

    [Fact]
    public void Groups_InTheTable_AreAllTested() => Assert.Equal(9, KeywordCases.Groups.Count);
}
