using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

public class OfficialSuiteTests
{
    [Theory]
    [InlineData("draft2020-12", JsonSchemaDialect.Draft202012, 1299)]
    [InlineData("draft7", JsonSchemaDialect.Draft7, 927)]
    public void RequiredCases_Suite_AllPass(string draft, JsonSchemaDialect dialect, int count)
    {
        var (passed, failed) = Run(draft, dialect, item => item.Required);

        Assert.Empty(failed);
        Assert.Equal(count, passed);
    }

    private static (int Passed, List<string> Failed) Run(string draft, JsonSchemaDialect dialect, Func<SuiteCase, bool> wanted)
    {
        var remotes = SuiteCase.ReadRemotes(draft);
        var failed = new List<string>();
        var passed = 0;
        foreach (var item in SuiteCase.Read(draft).Where(wanted))
        {
            var answer = item.Answer(dialect, remotes);
            if (answer == item.Expected) passed++;
            else failed.Add($"{item.Id} {item.Title}: expected {item.Expected}, was {answer}");
        }

        return (passed, failed);
    }
}
