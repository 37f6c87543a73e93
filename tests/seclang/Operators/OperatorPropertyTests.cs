using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.SecLang.Operators;

namespace Gateway.SecLang.Tests.Operators;

public sealed class OperatorPropertyTests
{
    private static readonly string[] Names =
    [
        "beginsWith", "contains", "containsWord", "endsWith", "streq", "within", "strmatch", "eq", "ge", "gt", "le", "lt", "pm", "pmFromFile", "ipMatch", "ipMatchFromFile",
        "validateByteRange", "validateUrlEncoding", "validateUtf8Encoding", "unconditionalMatch", "noMatch", "rbl", "geoLookup", "verifyCC", "verifyCPF", "verifySSN", "verifySVNR",
    ];

    [Fact]
    public void Operator_OnAnyArgumentAndValue_AnswersOrSaysWhyNot()
    {
        var built = 0;
        var texts = Gen.Elements("a", "B", "|", "\\", "\"", " ", ",", "-", "1", "255", "4408", "/", "%", ":", ".", "*", "(", "\\d", "\0", "\u00E9", "x.txt").ListOf().Select(string.Concat);
        var cases = from name in Gen.Elements(Names) from argument in texts from value in texts select (name, argument, value);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var outcome = OperatorCalls.Create(c.name, c.argument, ("x.txt", c.value));
            if (outcome.Operator is null) return !string.IsNullOrEmpty(outcome.Error);
            built++;
            var matches = outcome.Operator.IsMatch(Encoding.Latin1.GetBytes(c.argument), Encoding.Latin1.GetBytes(c.value), out Found found);
            return found.IsNone || matches && found.Start + found.Length <= c.value.Length;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(12));
        Assert.True(built > 1000, $"only {built} operators could be built");
    }
}
