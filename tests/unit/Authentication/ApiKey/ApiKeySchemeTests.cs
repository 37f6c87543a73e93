using Gateway.Policies.Authentication.ApiKey;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.Authentication.ApiKey;

public sealed class ApiKeySchemeTests : IDisposable
{
    private readonly TestGateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Stage_GoodKeyInHeader_PassesAndStripsIt()
    {
        var key = _gateway.CreateKey(new NewApiKey("acme") { Scopes = ["orders:read"] });
        var exchange = TestGateway.Request(r => r.Headers["x-api-key"] = key.Text);

        Assert.True((await _gateway.Compile("ApiKey:partners").DecideAsync(exchange)).IsContinue);

        Assert.Equal("acme", exchange.Identity!.Consumer);
        Assert.False(exchange.Context.Request.Headers.ContainsKey("X-Api-Key"));
        Assert.Equal("acme", exchange.Context.Request.Headers["X-Consumer"]);
        Assert.Equal("orders:read", exchange.Context.Request.Headers["X-Consumer-Scopes"]);
    }

    [Theory]
    [InlineData("?api_key={0}", "")]
    [InlineData("?api_key={0}&a=%20b", "?a=%20b")]
    [InlineData("?a=1&api_key={0}&b=2", "?a=1&b=2")]
    [InlineData("?a=1&api_key={0}", "?a=1")]
    [InlineData("?a=1&xapi_key=2&api_key={0}&api_keys=3", "?a=1&xapi_key=2&api_keys=3")]
    public async Task Stage_GoodKeyInQueryWhereAllowed_PassesAndCutsExactlyIt(string query, string forwarded)
    {
        var key = _gateway.CreateKey();
        _gateway.Options.ApiKeys["partners"].AllowQuery = true;
        var exchange = TestGateway.Request(r => r.QueryString = new QueryString(query.Replace("{0}", key.Text, StringComparison.Ordinal)));

        Assert.True((await _gateway.Compile("ApiKey:partners").DecideAsync(exchange)).IsContinue);

        Assert.Equal(forwarded, exchange.Context.Request.QueryString.Value);
    }

    [Fact]
    public async Task Stage_KeyInQueryWhereNotAllowed_IsJustAParameter()
    {
        var key = _gateway.CreateKey();
        var query = $"?api_key={key.Text}";
        var exchange = TestGateway.Request(r => r.QueryString = new QueryString(query));

        var rejection = (await _gateway.Compile("ApiKey:partners").DecideAsync(exchange)).Rejection!;

        Assert.Equal((401, "credential-missing"), (rejection.Status, rejection.Reason));
        Assert.Equal(query, exchange.Context.Request.QueryString.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gw_short")]
    [InlineData("something else")]
    [InlineData("a, b")]
    public async Task Stage_BadKey_401ThatLooksTheSameAsEveryOther(string text)
    {
        _gateway.CreateKey();
        var stage = _gateway.Compile("ApiKey:partners");
        var bad = (await stage.DecideAsync(TestGateway.Request(r => r.Headers["X-Api-Key"] = new[] { text }))).Rejection!;
        var unknown = (await stage.DecideAsync(TestGateway.Request(r => r.Headers["X-Api-Key"] = ApiKeyText.Create("gw", out _)))).Rejection!;

        Assert.Equal("api-key-unknown", unknown.Reason);
        Assert.NotEqual(unknown.Reason, bad.Reason);
        Assert.Equal((unknown.Status, unknown.Title, unknown.Detail), (bad.Status, bad.Title, bad.Detail));
        Assert.Equal(unknown.Headers, bad.Headers);
    }

    [Fact]
    public async Task Stage_TwoSetsOnOneRoute_EachKeyFindsItsSet()
    {
        _gateway.CreateKey();
        _gateway.Options.ApiKeys["staff"] = new ApiKeyOptions { Path = Path.Combine(_gateway.Directory, "staff.json"), Pepper = TestGateway.Pepper, Prefix = "staff" };
        var key = new ApiKeyFile(_gateway.Options.ApiKeys["staff"].Path, _gateway.Time).Create("staff", TestGateway.Pepper, new NewApiKey("bob"));
        var exchange = TestGateway.Request(r => r.Headers["X-Api-Key"] = key.Text);

        Assert.True((await _gateway.Compile("ApiKey:partners", "ApiKey:staff").DecideAsync(exchange)).IsContinue);
        Assert.Equal("ApiKey:staff", exchange.Identity!.Scheme);
    }

    [Fact]
    public void Find_ParameterWithoutValue_IsACredential()
    {
        var query = "?api_key";
        var found = QueryKey.Find(query, "api_key");
        Assert.Equal(1, found.Count);
        Assert.Equal("", found.Value(query));
        Assert.Equal("", found.Cut(query));
        Assert.Equal(0, QueryKey.Find("?", "api_key").Count);
        Assert.Equal(0, QueryKey.Find("?API_KEY=1", "api_key").Count);
        Assert.Equal(2, QueryKey.Find("?api_key&api_key=&api_key", "api_key").Count);
    }
}
