using static Gateway.UnitTests.Configuration.Loading.ConfigTexts;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class RouteChecksTests
{
    [Fact]
    public async Task Check_UnknownClusterAndSet_NearestNames()
    {
        var result = await LoadAsync(Config(
            routes: $$"""{ "a": { "ClusterId": "order", "Match": { "Path": "/a" }, "PolicySets": ["partner", "partnr"], "Policies": {{Open}} } }""",
            sets: """{ "partner": {} }"""));

        Assert.Equal(
            [
                ("GW3001", "ReverseProxy:Routes:a:ClusterId", "\"order\"", "orders (did you mean \"orders\"?)"),
                ("GW3001", "ReverseProxy:Routes:a:PolicySets[1]", "\"partnr\"", "partner (did you mean \"partner\"?)"),
            ],
            result.Errors.Select(e => (e.Code, e.Path, e.Found, e.Allowed)));
    }

    [Fact]
    public async Task Check_SetOfNone_SaysWhereItWouldBe()
    {
        var result = await LoadAsync(Config(routes: Routes(Route("a", "/a", more: """, "PolicySets": ["partner"]"""))));

        Assert.Equal("a name in Gateway:PolicySets, which is empty", Assert.Single(result.Errors).Allowed);
    }

    [Theory]
    [InlineData("/products/*", "\"/products/{**rest}\"")]
    [InlineData("/products/**", "\"/products/{**rest}\"")]
    [InlineData("/products*", "\"/products/{**rest}\"")]
    [InlineData("/*", "\"/{**rest}\"")]
    [InlineData("/a/*/b/*/c", "\"/a/{name}/b/{name2}/c\"")]
    [InlineData("/images/*.png", "\"/images/{name}.png\"")]
    [InlineData("/products/{**rest}", null)]
    [InlineData("/products/{*rest}", null)]
    [InlineData("/products/{id:regex(^a*$)}", null)]
    public async Task Check_StarOutsideOfBraces_WarnsWithThePatternThatWasMeant(string path, string? meant)
    {
        var result = await LoadAsync(Config(routes: Routes(Route("a", path))));

        Assert.Empty(result.Errors);
        if (meant is null)
        {
            Assert.Empty(result.Warnings);
            return;
        }

        var warning = Assert.Single(result.Warnings);
        Assert.Equal(("GW2007", "ReverseProxy:Routes:a:Match:Path"), (warning.Code, warning.Path));
        Assert.Contains(meant, warning.Allowed, StringComparison.Ordinal);
        // What is suggested is taken.
        Assert.Empty((await LoadAsync(Config(routes: Routes(Route("a", meant.Trim('"')))))).Findings);
    }

    [Fact]
    public async Task Check_NoClusterAndNoPath_Missing()
    {
        var errors = await ErrorsAsync(Config($$"""{ "a": { "Match": {}, "Policies": {{Open}} } }"""));

        Assert.Contains("GW2003 ReverseProxy:Routes:a:ClusterId", errors);
        Assert.Contains("GW2003 ReverseProxy:Routes:a:Match:Path", errors);
    }

    [Theory]
    [InlineData("/a", "", "/a", "", true)]
    [InlineData("/a/{x}", "", "/A/{y}", "", true)]
    [InlineData("/a/{x}", "", "/a/{x?}", "", true)]
    [InlineData("/a/{**x}", "", "/a/{**y}", "", true)]
    [InlineData("/a", "", "/b", "", false)]
    [InlineData("/a/{x}", "", "/a/{**x}", "", false)]
    [InlineData("/a", """, "Methods": ["GET"]""", "/a", """, "Methods": ["POST"]""", false)]
    [InlineData("/a", """, "Methods": ["GET", "PUT"]""", "/a", """, "Methods": ["PUT"]""", true)]
    [InlineData("/a", """, "Methods": ["GET"]""", "/a", "", false)]
    [InlineData("/a", """, "Hosts": ["api.example.com"]""", "/a", "", false)]
    [InlineData("/a", """, "Hosts": ["api.example.com"]""", "/a", """, "Hosts": ["API.example.com"]""", true)]
    [InlineData("/a", """, "Hosts": ["a.shops.example.com"]""", "/a", """, "Hosts": ["b.shops.example.com"]""", false)]
    [InlineData("/a", """, "Hosts": ["api.example.com"]""", "/a", """, "Methods": ["GET"]""", false)]
    [InlineData("/a", """, "Headers": [{ "Name": "V", "Values": ["1"] }]""", "/a", "", false)]
    [InlineData("/a", """, "Headers": [{ "Name": "V", "Values": ["1"] }]""", "/a", """, "Headers": [{ "Name": "v", "Values": ["2"] }]""", false)]
    [InlineData("/a", """, "Headers": [{ "Name": "V", "Values": ["1"] }]""", "/a", """, "Headers": [{ "Name": "v", "Values": ["1", "2"] }]""", true)]
    [InlineData("/a", """, "Headers": [{ "Name": "V", "Values": ["1"] }]""", "/a", """, "Headers": [{ "Name": "W", "Values": ["1"] }]""", true)]
    [InlineData("/a", """, "Headers": [{ "Name": "V", "Mode": "Exists" }]""", "/a", """, "Headers": [{ "Name": "V", "Mode": "NotExists" }]""", false)]
    [InlineData("/a", """, "Headers": [{ "Name": "V", "Values": ["1"] }]""", "/a", """, "QueryParameters": [{ "Name": "v", "Values": ["1"] }]""", false)]
    [InlineData("/a", """, "QueryParameters": [{ "Name": "v", "Values": ["1"] }]""", "/a", """, "QueryParameters": [{ "Name": "v", "Values": ["2"] }]""", false)]
    [InlineData("/a", """, "QueryParameters": [{ "Name": "v", "Values": ["1"] }]""", "/a", """, "QueryParameters": [{ "Name": "v", "Values": ["1"] }]""", true)]
    public async Task Check_TwoRoutes_RefusedWhenARequestCouldMatchBoth(string path, string match, string otherPath, string otherMatch, bool collide)
    {
        var routes = Routes(Route("first", path, match), Route("second", otherPath, otherMatch));

        var errors = await ErrorsAsync(Config(routes));

        Assert.Equal(collide ? ["GW3002 ReverseProxy:Routes:second:Match:Path"] : [], errors);
        // YARP's answer to a collision is Order.
        Assert.Empty(await ErrorsAsync(Config(Routes(Route("first", path, match), Route("second", otherPath, otherMatch, ", \"Order\": 1")))));
    }

    [Theory]
    [InlineData("api.example.com", true)]
    [InlineData("API.example.com:8443", true)]
    [InlineData("one.shops.example.com", true)]
    [InlineData("*.shops.example.com", true)]
    [InlineData("shops.example.com", false)]
    [InlineData("evilshops.example.com", false)]
    [InlineData("other.example.com", false)]
    [InlineData("[::1]", true)]
    [InlineData("[::1]:8443", true)]
    [InlineData("[::2]", false)]
    public async Task Check_Hosts_OnlyPublicOnes(string host, bool allowed)
    {
        var errors = await ErrorsAsync(Config(Routes(Route("a", "/a", $", \"Hosts\": [\"{host}\"]"))));

        Assert.Equal(allowed ? [] : ["GW3001 ReverseProxy:Routes:a:Match:Hosts[0]"], errors);
    }

    [Theory]
    [InlineData("0s", true)]
    [InlineData("24h", true)]
    [InlineData("25h", false)]
    [InlineData("100d", false)]
    public async Task Check_Timeout_AtMostADay(string timeout, bool allowed)
    {
        var errors = await ErrorsAsync(Config(Routes(Route("a", "/a", more: $", \"Timeout\": \"{timeout}\""))));

        Assert.Equal(allowed ? [] : ["GW2004 ReverseProxy:Routes:a:Timeout"], errors);
    }

    [Fact]
    public async Task Check_NamesThatDifferByCase_Refused()
    {
        // YARP's ids are equal then: it would keep one of the two, or fail while it applies them.
        var errors = await ErrorsAsync(Config(
            Routes(Route("a", "/a"), Route("A", "/b")),
            """{ "orders": { "Destinations": { "a": { "Address": "http://a/" } } }, "Orders": { "Destinations": { "a": { "Address": "http://a/" } } } }"""));

        Assert.Equal(["GW1003 ReverseProxy:Routes:A", "GW1003 ReverseProxy:Clusters:Orders"], errors);
    }
}
