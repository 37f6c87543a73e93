using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>API keys over the wire: which are refused and why, and what of a good one the backend sees.</summary>
public sealed class ApiKeyTests
{
    private const string Challenge = "ApiKey realm=\"api\"";

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task BadKey_IsRefusedWithItsReasonToTheOperatorOnly(WireProtocol protocol)
    {
        await using var bench = await KeyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        var good = bench.Good;
        Assert.Equal(200, (await client.GetAsync("/keys/1", KeyBench.Header(good))).Status);

        (string What, string Key, string Reason)[] cases =
        [
            ("unknown id", bench.Foreign, "api-key-unknown"),
            ("another pepper", bench.OtherPepper, "api-key-unknown"),
            ("wrong secret", KeyBench.WithOtherSecret(good), "api-key-wrong-secret"),
            ("expired", bench.Expired, "api-key-expired"),
            ("revoked", bench.Revoked, "api-key-revoked"),
            ("wrong checksum", good[..^1] + (good[^1] == 'a' ? 'b' : 'a'), "api-key-malformed"),
            ("secret changed without its checksum", Flip(good, good.Length - 10), "api-key-malformed"),
            ("id changed without its checksum", Flip(good, 4), "api-key-malformed"),
            ("truncated", good[..^1], "api-key-malformed"),
            ("longer", good + "0", "api-key-malformed"),
            ("two joined", $"{good},{bench.Other}", "api-key-malformed"),
            ("in quotes", $"\"{good}\"", "credential-unrecognized"),
            ("upper-case prefix", "GW" + good[2..], "credential-unrecognized"),
            ("another prefix", "xx" + good[2..], "credential-unrecognized"),
            ("prefix alone", "gw_", "api-key-malformed"),
            ("id alone", good[..19], "api-key-malformed"),
            ("a word", "letmein", "credential-unrecognized"),
            ("a kilobyte", "gw_" + new string('a', 1000), "api-key-malformed"),
        ];
        Assert.Equal(18, cases.Length);
        foreach (var (what, key, reason) in cases)
        {
            var seen = Refusals.CheckUnauthenticated(bench.Gateway, await client.GetAsync("/keys/1", KeyBench.Header(key)), reason, Challenge, what);
            Assert.DoesNotContain(key, seen.ToString());
            Assert.Null(seen.Consumer);
        }

        Assert.Equal(1, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task KeyInTheQuery_WhereNotAllowed_IsNoCredential(WireProtocol protocol)
    {
        await using var bench = await KeyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        foreach (var name in (string[])["api_key", "apikey", "X-Api-Key", "access_token"])
        {
            var seen = Refusals.CheckUnauthenticated(
                bench.Gateway, await client.GetAsync($"/keys/1?{name}={bench.Good}"), "credential-missing", Challenge, name);
            Assert.DoesNotContain(bench.Good, seen.ToString());
        }

        Assert.Equal(0, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task KeyInTheQuery_WhereAllowed_IsCutOutOfWhatTheBackendGets(WireProtocol protocol)
    {
        await using var bench = await KeyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        (string Sent, string Forwarded)[] cases =
        [
            ($"/query/1?api_key={bench.Good}", "/query/1"),
            ($"/query/1?api_key={bench.Good}&a=1", "/query/1?a=1"),
            ($"/query/1?a=1&api_key={bench.Good}", "/query/1?a=1"),
            ($"/query/1?a=1&api_key={bench.Good}&b=%20x", "/query/1?a=1&b=%20x"),
            ($"/query/1?API_KEY=7&api_key={bench.Good}", "/query/1?API_KEY=7"),
        ];
        foreach (var (sent, forwarded) in cases)
        {
            bench.Backend.Clear();
            var answer = await client.GetAsync(sent);
            Assert.True(answer.Status == 200, $"{forwarded}: {answer}");
            var request = Assert.Single(bench.Backend.Requests);
            Assert.Equal(forwarded, request.Target);
            Assert.DoesNotContain(bench.Good, request.HeadText);
            Assert.Equal("acme", request.Headers["X-Consumer"]);
        }
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task TwoCredentials_AreAmbiguous(WireProtocol protocol)
    {
        await using var bench = await KeyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        var good = KeyBench.Header(bench.Good);
        var other = KeyBench.Header(bench.Other);
        var bearer = TokenBench.Bearer(bench.Provider.Mint());
        (string What, string Target, (string, string)[] Headers, string Policy, string Reason)[] cases =
        [
            ("key twice", "/keys/1", [good, good], "CanonicalRequest", "header-repeated"),
            ("two keys", "/keys/1", [good, other], "CanonicalRequest", "header-repeated"),
            ("good and bad key", "/keys/1", [good, KeyBench.Header("x")], "CanonicalRequest", "header-repeated"),
            ("header and query", $"/query/1?api_key={bench.Good}", [good], "Authentication", "credentials-ambiguous"),
            ("header and empty query", "/query/1?api_key=", [good], "Authentication", "credentials-ambiguous"),
            ("query twice", $"/query/1?api_key={bench.Good}&api_key={bench.Good}", [], "Authentication", "credentials-ambiguous"),
            ("query, good and bad", $"/query/1?api_key={bench.Good}&x=1&api_key=x", [], "Authentication", "credentials-ambiguous"),
            ("key and bearer", "/either/1", [good, bearer], "Authentication", "credentials-ambiguous"),
            ("query key and bearer", $"/either/1?api_key={bench.Good}", [bearer], "Authentication", "credentials-ambiguous"),
            ("key and bearer where only keys count", "/keys/1", [good, bearer], "Authentication", "credentials-ambiguous"),
            ("key and basic", "/keys/1", [good, ("Authorization", "Basic YTpi")], "Authentication", "credentials-ambiguous"),
            ("bearer twice", "/either/1", [bearer, bearer], "CanonicalRequest", "header-repeated"),
            ("two bearers in one line", "/either/1", [("Authorization", $"{bearer.Value}, {bearer.Value}")], "Authentication", "credentials-ambiguous"),
            ("bearer and basic in one line", "/either/1", [("Authorization", $"{bearer.Value}, Basic YTpi")], "Authentication", "credentials-ambiguous"),
        ];
        Assert.Equal(14, cases.Length);
        foreach (var (what, target, headers, policy, reason) in cases)
        {
            var seen = Refusals.Check(bench.Gateway, await client.GetAsync(target, headers), 400, policy, reason, what);
            Assert.DoesNotContain(bench.Good, seen.ToString());
        }

        Assert.Equal(0, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task GoodCredential_IsNotForwarded_AndTheIdentityIsTheGateways(WireProtocol protocol)
    {
        await using var bench = await KeyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        (string, string)[] forged =
        [
            ("X-Consumer", "root"), ("X-Consumer-Scopes", "admin"), ("X-Consumer-Groups", "admin"), ("X-User", "root"), ("X-User-Roles", "admin"),
            ("X_Consumer", "root"), ("X-Client-Cert", "AAAA"), ("X-Forwarded-User", "root"), ("Remote-User", "root"), ("X-Authenticated-Userid", "1"),
        ];
        var token = bench.Provider.Mint(new() { ["scope"] = "a b" });
        (string Target, (string, string) Credential, string Consumer, string? Scopes)[] cases =
        [
            ("/keys/1", KeyBench.Header(bench.Good), "acme", "orders:read"),
            ("/keys/1", KeyBench.Header(bench.Other), "globex", "orders:read orders:write"),
            ("/keys/1", KeyBench.Header(bench.Unscoped), "initech", null),
            ("/either/1", TokenBench.Bearer(token), "main:alice", "a b"),
        ];
        foreach (var (target, credential, consumer, scopes) in cases)
        {
            bench.Backend.Clear();
            Assert.Equal(200, (await client.GetAsync(target, [credential, .. forged])).Status);
            var request = Assert.Single(bench.Backend.Requests);
            Assert.Equal(consumer, request.Headers["X-Consumer"]);
            Assert.Equal(scopes, request.Headers["X-Consumer-Scopes"]);
            Assert.False(request.Headers.Has("X-Api-Key") || request.Headers.Has("Authorization"), request.HeadText);
            Assert.DoesNotContain("root", request.HeadText);
            Assert.DoesNotContain("admin", request.HeadText);
        }

        bench.Backend.Clear();
        Assert.Equal(200, (await client.GetAsync("/public/1", forged)).Status);
        var anonymous = Assert.Single(bench.Backend.Requests).HeadText;
        Assert.DoesNotContain("root", anonymous);
        Assert.DoesNotContain("X-Consumer", anonymous);
    }

    private static string Flip(string key, int at) => key[..at] + (key[at] == 'x' ? 'y' : 'x') + key[(at + 1)..];
}
