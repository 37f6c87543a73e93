using System.Text;
using Gateway.SecLang.Operators;
using Gateway.SecLang.Tests.Transforms;

namespace Gateway.SecLang.Tests.Operators;

public sealed class OperatorLanguageTests
{
    /// <summary>Tests of other parts run these.</summary>
    private static readonly string[] Elsewhere = ["rx", "rxGlobal", "detectSQLi", "detectXSS", "verifyCC", "verifycpf", "verifyssn", "verifysvnr"];

    private static readonly Dictionary<string, string> Excepted = new(StringComparer.Ordinal)
    {
        ["containsWord#10"] = "the original has a NUL before the word; here it is a backslash and the digit 0, and digits belong to words",
        ["ipMatch#16"] = "10.0.0.0/100 is no network: refused when the rules are loaded, where the suite wants that it never matches",
    };

    // The suite comes without this file; it must hold "def" and a phrase with spaces.
    private static readonly (string, string) PhraseFile = ("test-cases/secrules-language-tests/operators/op/pmFromFile-01.dat", "abc\ndef\n\n# xxx\nyyy zzz\n");

    [Fact]
    public void EveryOperator_OnTheLanguageTests_AnswersAsTheyWant()
    {
        var cases = LanguageCase.Read("op");
        cases.RemoveAll(c => Elsewhere.Contains(c.Name, StringComparer.Ordinal));
        var built = new Dictionary<(string, string), OperatorOutcome>();
        var wrong = new List<string>();
        foreach (var test in cases)
        {
            if (Excepted.ContainsKey(test.Id)) continue;
            if (!built.TryGetValue((test.Name, test.Argument), out var outcome))
                built[(test.Name, test.Argument)] = outcome = OperatorCalls.Create(test.Name, test.Argument, PhraseFile);
            if (outcome.Operator is null)
                wrong.Add($"{test.Id}: {outcome.Error}");
            else if (outcome.Operator.IsMatch(Encoding.Latin1.GetBytes(test.Argument), test.Input, out _) != test.Matches)
                wrong.Add($"{test.Id}: @{test.Name} {test.Argument} on '{Encoding.Latin1.GetString(test.Input)}' should be {test.Matches}");
        }

        Assert.Equal(3827, cases.Count);
        Assert.Empty(wrong);
    }
}
