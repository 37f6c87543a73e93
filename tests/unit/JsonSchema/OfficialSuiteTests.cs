using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

/// <summary>The JSON-Schema-Test-Suite, found by the environment variable GATEWAY_TEST_DATA.</summary>
[Trait("Data", "JSON-Schema-Test-Suite")]
public class OfficialSuiteTests
{
    /// <summary>Drafts that are not built, and content, which 2020-12 made an annotation.</summary>
    private static readonly string[] KnownToFail =
    [
        "draft2020-12 optional/cross-draft.json#0/0",
        "draft7 optional/content.json#0/1",
        "draft7 optional/content.json#1/1",
        "draft7 optional/content.json#2/1",
        "draft7 optional/content.json#2/2",
        "draft7 optional/cross-draft.json#0/0",
        "draft7 optional/cross-draft.json#0/1",
    ];

    [Theory]
    [InlineData("draft2020-12", JsonSchemaDialect.Draft202012, 1299)]
    [InlineData("draft7", JsonSchemaDialect.Draft7, 927)]
    public void RequiredCases_Suite_AllPass(string draft, JsonSchemaDialect dialect, int count)
    {
        var (passed, failed) = Run(draft, dialect, item => item.Required);

        Assert.True(failed.Count == 0, string.Join(Environment.NewLine, failed.Values));
        Assert.Equal(count, passed);
    }

    /// <summary>Cases that no validator has to pass. What fails is listed by name, so that a change shows either way.</summary>
    [Theory]
    [InlineData("draft2020-12", JsonSchemaDialect.Draft202012, false, 161)]
    [InlineData("draft2020-12", JsonSchemaDialect.Draft202012, true, 764)]
    [InlineData("draft7", JsonSchemaDialect.Draft7, false, 112)]
    [InlineData("draft7", JsonSchemaDialect.Draft7, true, 676)]
    public void OptionalCases_Suite_PassButForThoseListed(string draft, JsonSchemaDialect dialect, bool format, int count)
    {
        var (passed, failed) = Run(draft, dialect, item => !item.Required && item.Format == format);

        var expected = format ? [] : KnownToFail.Where(name => name.StartsWith(draft + " ", StringComparison.Ordinal)).Order().ToArray();
        Assert.True(expected.SequenceEqual(failed.Keys.Select(id => $"{draft} {id}").Order()), string.Join(Environment.NewLine, failed.Values));
        Assert.Equal(count, passed);
    }

    private static (int Passed, Dictionary<string, string> Failed) Run(string draft, JsonSchemaDialect dialect, Func<SuiteCase, bool> wanted)
    {
        var catalog = SuiteCase.ReadRemotes(draft);
        var failed = new Dictionary<string, string>();
        var passed = 0;
        foreach (var item in SuiteCase.Read(draft).Where(wanted))
        {
            var answer = item.Answer(dialect, catalog);
            if (answer == item.Expected) passed++;
            else failed[item.Id] = $"{item.Id} {item.Title}: expected {item.Expected}, was {answer}";
        }

        return (passed, failed);
    }
}
