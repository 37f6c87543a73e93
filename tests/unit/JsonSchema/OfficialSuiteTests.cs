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

        Assert.True(failed.Count == 0, string.Join(Environment.NewLine, failed));
        Assert.Equal(count, passed);
    }

    /// <summary>Cases that no validator has to pass. What fails is listed by name, so that a change shows either way.</summary>
    [Theory]
    [InlineData("draft2020-12", JsonSchemaDialect.Draft202012, false, 0)]
    [InlineData("draft2020-12", JsonSchemaDialect.Draft202012, true, 0)]
    [InlineData("draft7", JsonSchemaDialect.Draft7, false, 0)]
    [InlineData("draft7", JsonSchemaDialect.Draft7, true, 0)]
    public void OptionalCases_Suite_PassButForThoseListed(string draft, JsonSchemaDialect dialect, bool format, int count)
    {
        var (passed, failed) = Run(draft, dialect, item => !item.Required && item.Format == format);

        Assert.True(failed.Count == 0, string.Join(Environment.NewLine, failed));
        Assert.Equal(count, passed);
    }

    private static (int Passed, List<string> Failed) Run(string draft, JsonSchemaDialect dialect, Func<SuiteCase, bool> wanted)
    {
        var catalog = SuiteCase.ReadRemotes(draft);
        var failed = new List<string>();
        var passed = 0;
        foreach (var item in SuiteCase.Read(draft).Where(wanted))
        {
            var answer = item.Answer(dialect, catalog);
            if (answer == item.Expected) passed++;
            else failed.Add($"{item.Id} {item.Title}: expected {item.Expected}, was {answer}");
        }

        return (passed, failed);
    }
}
