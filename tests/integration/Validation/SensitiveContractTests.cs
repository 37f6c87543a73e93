using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>Values that the document marks are seen by callers with the scope, and by nobody else.</summary>
public sealed class SensitiveContractTests : IDisposable
{
    private const string Document = """
        openapi: 3.1.0
        info: {title: t, version: "1"}
        paths:
          /accounts:
            get:
              operationId: listAccounts
              responses:
                "200":
                  description: ok
                  content:
                    application/json:
                      schema:
                        type: array
                        items:
                          type: object
                          properties:
                            id: {type: integer}
                            iban: {type: string, x-sensitivity: personal}
                            balance: {type: number, x-sensitivity: true}
                            note: {type: object, properties: {born: {type: string}, text: {type: string}}}
        """;

    private const string Answer = """[{"id":1,"iban":"SECRET","balance":12.5,"note":{"born":"SECRET","text":"a"}},{"id":2,"note":{"text":"b"}}]""";
    private const string Masked = """[{"id":1,"iban":"***","balance":"***","note":{"born":"***","text":"a"}},{"id":2,"note":{"text":"b"}}]""";
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Enforce", Answer)]
    [InlineData("Strip", Answer)]
    [InlineData("Strip", """[{"id":1,"hidden":true,"iban":"SECRET","balance":12.5,"note":{"born":"SECRET","text":"a"}},{"id":2,"note":{"text":"b"}}]""")]
    public async Task Answer_SensitiveValues_AreForCallersWithTheScope(string mode, string answer)
    {
        _folder.Write("api.yaml", Document);
        var reader = await CreateKeyAsync("accounts:read");
        var trusted = await CreateKeyAsync("payments:read");
        await using var backend = RecordingBackend.Start();
        backend.Answer = _ => BackendResponse.Of(200, answer, ("Content-Type", "application/json"));
        await using var gateway = await RunningGateway.StartAsync(new TestConfiguration(_folder, _pki)
            .Cluster(backend.Address)
            .Gateway($$"""{ "ApiKeys": { "partners": { "Path": "partners.keys.json", "Pepper": "{{new string('p', 32)}}" } } }""")
            .Route("api", "/{**rest}", $$"""
                {
                  "Authentication": { "Schemes": ["ApiKey:partners"] },
                  "Authorization": { "AnyAuthenticated": true },
                  "Validation": { "OpenApi": "api.yaml", "Response": "{{mode}}", "SensitiveScope": "payments:read", "SensitiveMembers": ["born"] }
                }
                """));
        await using var client = await gateway.Http1Async();
        var seen = await client.GetAsync("/accounts", headers: ("X-Api-Key", reader));
        Assert.Equal((200, Masked), (seen.Status, seen.Text));
        var all = await client.GetAsync("/accounts", headers: ("X-Api-Key", trusted));
        Assert.Equal((200, Answer), (all.Status, all.Text));
    }

    [Theory]
    [InlineData("""{ "OpenApi": "api.yaml", "Response": "Report", "SensitiveScope": "a" }""", "Validation:SensitiveScope")]
    [InlineData("""{ "OpenApi": "api.yaml", "Response": "Strip", "SensitiveMembers": ["a"] }""", "Validation:SensitiveMembers")]
    public async Task Options_ThatWouldMaskNothing_AreErrors(string options, string path)
    {
        _folder.Write("api.yaml", Document);
        var configuration = new TestConfiguration(_folder, _pki).Cluster("http://127.0.0.1:9/").Route("api", "/{**rest}", $$"""{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Validation": {{options}} }""");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningGateway.StartAsync(configuration));
        Assert.Contains($"{path}: found", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> CreateKeyAsync(string scope)
    {
        var run = await GatewayProcess.RunAsync(
            _folder, "keys", "create", "--file", _folder.PathOf("partners.keys.json"), "--pepper-file", _folder.Write("pepper", new string('p', 32)), "--consumer", scope.Split(':')[0], "--scope", scope);
        Assert.Equal(0, run.ExitCode);
        return run.Output.Trim();
    }
}
