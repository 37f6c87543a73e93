using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>An identity never reaches a request of somebody else, however they are mixed on one connection.</summary>
public sealed class IsolationTests
{
    [Fact]
    public async Task CallersInParallel_OnOneHttp2Connection_KeepTheirIdentities()
    {
        const int Callers = 4;
        const int Rounds = 5;
        const int PerRound = 80;
        const string Pepper = "a pepper of at least thirty-two bytes";
        using var folder = new TempFolder();
        using var pki = new TestPki();
        await using var backend = await EchoBackend.StartAsync();
        var file = new ApiKeyFile(folder.PathOf("keys.json"), TimeProvider.System);
        var keys = Enumerable.Range(0, Callers).Select(caller => file.Create("gw", Pepper, new NewApiKey($"caller-{caller}") { Scopes = [$"s{caller}"] }).Text).ToArray();
        var configuration = new TestConfiguration(folder, pki)
            .Cluster(backend.Http1Address)
            .Gateway($$"""{ "ApiKeys": { "all": { "Path": "keys.json", "Pepper": "{{Pepper}}" } } }""")
            .Route("keys", "/keys/{**rest}", KeyBench.Accepting("\"ApiKey:all\""))
            .Route("public", "/public/{**rest}");
        await using var gateway = await RunningGateway.StartAsync(configuration);
        await using var client = await WireClient.ConnectAsync(gateway, WireProtocol.Http2);

        var seen = 0;
        for (var round = 0; round < Rounds; round++)
        {
            // Every fifth request is nobody's.
            await Task.WhenAll(Enumerable.Range(0, PerRound).Select(async number =>
            {
                var caller = number % (Callers + 1);
                var answer = caller == Callers
                    ? await client.GetAsync($"/public/{number}")
                    : await client.GetAsync($"/keys/{number}", KeyBench.Header(keys[caller]), ("X-Own", $"{caller}"));
                var echoed = EchoedRequest.Parse(answer.Body.Span);
                Assert.Equal(caller == Callers ? null : $"caller-{caller}", echoed.Header("X-Consumer"));
                Assert.Equal(caller == Callers ? null : $"s{caller}", echoed.Header("X-Consumer-Scopes"));
                Assert.Equal(caller == Callers ? null : $"{caller}", echoed.Header("X-Own"));
                Assert.EndsWith($"/{number}", echoed.RawTarget);
                Interlocked.Increment(ref seen);
            }));
        }

        Assert.Equal(Rounds * PerRound, seen);
    }
}
