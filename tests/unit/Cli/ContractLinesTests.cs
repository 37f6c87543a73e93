using System.Text;
using Gateway.Cli.Contract;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.Cli;

/// <summary>Lines of a conformance suite, and the documents that they refer to.</summary>
public sealed class ContractLinesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"schema\":{\"const\":1},\"data\":1.0}", "valid")]
    [InlineData("{\"schema\":{\"const\":1},\"data\":2}", "invalid")]
    [InlineData("{\"schema\":true,\"data\":1} {\"schema\":true,\"data\":1}", "error")]
    [InlineData("{\"schema\":true,\"data\":1}x", "error")]
    [InlineData("{\"schema\":true,\"data\":1,\"\\ud800\":1}", "error")]
    [InlineData("{\"schema\":true,\"data\":1,\"dialect\":\"\\ud800\"}", "error")]
    public async Task Run_ALine_IsOneWord(string line, string answer) => Assert.Equal(answer, await Judge(line, []));

    [Fact]
    public async Task Run_RemotesWithAMetaSchema_GoOn()
    {
        var remotes = new Dictionary<Uri, byte[]> { [new("https://json-schema.org/draft/2020-12/schema")] = "true"u8.ToArray(), [new("http://a/s")] = "{\"const\":1}"u8.ToArray() };
        Assert.Equal("invalid", await Judge("{\"schema\":{\"$ref\":\"http://a/s\"},\"data\":2}", remotes));
    }

    [Theory]
    [InlineData("{\"http://a/s\":true}", null)]
    [InlineData("{\"http://a/s\":true}x", "invalid")]
    [InlineData("{\"http://a/s#x\":true}", "a fragment")]
    [InlineData("{\"\\ud800\":true}", "surrogate")]
    [InlineData("{\"s\":true}", "no absolute URL")]
    public void Remotes_Read_IsADocumentForEachAddressOrAProblem(string text, string? expected)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text, new UTF8Encoding(false));
            var remotes = ContractRemotes.Read(path, out var problem);
            Assert.Equal(expected is null, remotes is not null);
            Assert.Contains(expected ?? "", problem, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<string> Judge(string line, Dictionary<Uri, byte[]> remotes)
    {
        using var answers = new StringWriter();
        await new ContractLines(remotes, JsonSchemaDialect.Draft202012).RunAsync(new StringReader(line), answers, TextWriter.Null, Cancellation);
        return answers.ToString().Trim();
    }
}
