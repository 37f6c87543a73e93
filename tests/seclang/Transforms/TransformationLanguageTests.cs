using System.Text;
using Gateway.SecLang.Tests.Support;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Tests.Transforms;

[Trait("Data", "CRS-3-tests")]
public sealed class TransformationLanguageTests
{
    /// <summary>Cases that do not say what their authors meant: the suite was converted from Perl and lost a level of escapes on the way.</summary>
    private static readonly Dictionary<string, string> Misconverted = new(StringComparer.Ordinal)
    {
        ["cssDecode#3"] = "ends in backslash, digit 0, two spaces in the original; here a NUL stands for the digit, and no space is eaten behind it",
        ["escapeSeqDecode#5"] = "wants xag for \\xag in the original, as every engine gives; here the backslash was kept in what is wanted",
    };

    [Fact]
    public void EveryTransformation_OnTheLanguageTests_GivesTheOutputThatTheyWant()
    {
        var cases = LanguageTest.ReadAll().FindAll(t => !t.IsOperator);
        var wrong = new List<string>();
        foreach (var test in cases)
        {
            if (Transformations.Find(Encoding.Latin1.GetBytes(test.Name)) is not { } transformation)
                wrong.Add($"{test.Id}: no such transformation");
            else if (Misconverted.ContainsKey(test.Id))
                continue;
            else if (transformation.Of(test.Input) is var output && !output.AsSpan().SequenceEqual(test.Output))
                wrong.Add($"{test.Id}: '{Encoding.Latin1.GetString(test.Input)}' gave '{Encoding.Latin1.GetString(output)}', not '{Encoding.Latin1.GetString(test.Output!)}'");
        }

        Assert.Equal(376, cases.Count);
        Assert.Empty(wrong);
    }
}
