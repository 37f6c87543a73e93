using System.Text;
using Gateway.SecLang.LibInjection;
using Gateway.SecLang.Regex;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Operators;

[Trait("Data", "CRS-3-tests")]
public sealed class OperatorLanguageTests
{
    private static readonly Dictionary<string, string> Excepted = new(StringComparer.Ordinal)
    {
        ["containsWord#10"] = "the original has a NUL before the word; here it is a backslash and the digit 0, and digits belong to words",
        ["ipMatch#16"] = "10.0.0.0/100 is no network: refused when the rules are loaded, where the suite wants that it never matches",
    };

    // The suite comes without this file; it must hold "def" and a phrase with spaces.
    private static readonly (string, string) PhraseFile = ("test-cases/secrules-language-tests/operators/op/pmFromFile-01.dat", "abc\ndef\n\n# xxx\nyyy zzz\n");

    private delegate bool Answer(byte[] value);

    [Fact]
    public void EveryOperator_OnTheLanguageTests_AnswersAsTheyWant()
    {
        var tests = LanguageTest.ReadAll().FindAll(t => t.IsOperator);
        var built = new Dictionary<(string, string), Answer>();
        var wrong = new List<string>();
        foreach (var test in tests.Where(t => !Excepted.ContainsKey(t.Id)))
        {
            var argument = Encoding.Latin1.GetString(test.Parameter);
            if (!built.TryGetValue((test.Name, argument), out var answer)) built[(test.Name, argument)] = answer = Build(test.Name, argument);
            if (answer(test.Input) != (test.Result != 0))
                wrong.Add($"{test.Id}: @{test.Name} {argument} on '{Encoding.Latin1.GetString(test.Input)}' should be {test.Result}");
        }

        Assert.Equal(3955, tests.Count);
        Assert.Empty(wrong);
    }

    private static Answer Build(string name, string argument)
    {
        var bytes = Encoding.Latin1.GetBytes(argument);
        switch (name)
        {
            case "rx" or "rxGlobal":
                var pattern = ByteRegex.Compile(bytes);
                return value => pattern.IsMatch(value);
            case "detectSQLi":
                return static value => SqlInjection.Detect(value, new byte[SqlInjection.MaxFingerprint], out _);
            case "detectXSS":
                return static value => XssInjection.Detect(value);
            default:
                var outcome = OperatorCalls.Create(name, argument, PhraseFile);
                Assert.Null(outcome.Error);
                return value => outcome.Operator!.IsMatch(bytes, value, out _);
        }
    }
}
