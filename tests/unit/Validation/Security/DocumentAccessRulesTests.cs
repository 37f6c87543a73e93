using Gateway.Policies.Configuration;
using Gateway.UnitTests.Configuration.Loading;

namespace Gateway.UnitTests.Validation.Security;

/// <summary>Routes whose document decides access: what they cannot keep is refused, with the place in the document or in the configuration.</summary>
public sealed class DocumentAccessRulesTests : IDisposable
{
    private const string Keys = """
          "Jwt": { "main": { "Issuer": "https://id", "Audiences": ["a"], "JwksUri": "https://id/keys" }, "other": { "Issuer": "https://other", "Audiences": ["a"], "JwksUri": "https://other/keys" } },
          "ApiKeys": {
            "partners": { "Path": "keys.json", "Pepper": "0123456789abcdef0123456789abcdef" },
            "second": { "Path": "keys.json", "Pepper": "0123456789abcdef0123456789abcdef", "Prefix": "sec" },
            "query": { "Path": "keys.json", "Pepper": "0123456789abcdef0123456789abcdef", "Header": "X-Key", "AllowQuery": true }
          },
        """;

    private const string Schemes = """
        components:
          securitySchemes:
            key: {type: apiKey, in: header, name: x-api-key}
            otherHeader: {type: apiKey, in: header, name: X-Partner-Key}
            inQuery: {type: apiKey, in: query, name: api_key}
            inCookie: {type: apiKey, in: cookie, name: X-Api-Key}
            bearer: {type: http, scheme: Bearer}
            basic: {type: http, scheme: basic}
            oauth: {type: oauth2, flows: {}}
            oidc: {type: openIdConnect, openIdConnectUrl: https://id/.well-known/openid-configuration}
            cert: {type: mutualTLS}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-access-");

    public static TheoryData<string, string, string> Kept => new()
    {
        { "[{key: []}]", "ApiKey:partners", "" },
        { "[{key: []}, {bearer: []}]", "ApiKey:partners Jwt:main", "" },
        { "[{inQuery: []}]", "ApiKey:query ApiKey:partners", "" },
        { "[{oauth: [a]}, {oidc: [b]}]", "Jwt:main", "" },
        // One token meets both.
        { "[{oauth: [a], oidc: [b]}]", "Jwt:main", "" },
        { "[{bearer: []}]", "Jwt:main Jwt:other", """ "bearer": ["Jwt:other", "Jwt:main"] """ },
        { "[{key: []}]", "ApiKey:partners ApiKey:second", """ "key": ["ApiKey:second"] """ },
        { "[{otherHeader: []}]", "ApiKey:partners", """ "otherHeader": ["ApiKey:partners"] """ },
        { "[{basic: []}, {key: []}]", "ApiKey:partners", """ "basic": [] """ },
        { "[{cert: [], bearer: []}]", "Jwt:main", """ "cert": ["Jwt:main"] """ },
    };

    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "[{otherHeader: []}]", "ApiKey:partners", "", "api.yaml(7) #/components/securitySchemes/otherHeader: found an API key in the header X-Partner-Key (otherHeader), which the route's Authentication does not read; allowed: what it reads: ApiKey:partners (header X-Api-Key)" },
        { "[{inCookie: []}]", "ApiKey:partners", "", "api.yaml(9) #/components/securitySchemes/inCookie: found an API key in the cookie" },
        { "[{inQuery: []}]", "ApiKey:partners", "", "api.yaml(8) #/components/securitySchemes/inQuery: found an API key in the query parameter api_key" },
        { "[{bearer: []}]", "ApiKey:query", "", "api.yaml(10) #/components/securitySchemes/bearer: found a bearer token (bearer), which the route's Authentication does not read; allowed: what it reads: ApiKey:query (header X-Key, query parameter api_key)" },
        { "[{basic: []}, {key: []}]", "ApiKey:partners", "", "api.yaml(11) #/components/securitySchemes/basic: found the Authorization scheme basic" },
        { "[{cert: []}]", "Jwt:main", "", "api.yaml(14) #/components/securitySchemes/cert: found a client certificate" },
        { "[{bearer: []}]", "Jwt:main Jwt:other", "", "api.yaml(10) #/components/securitySchemes/bearer: found a bearer token (bearer), which several schemes of the route read; allowed: SecuritySchemes: { \"bearer\": [ … ] } with some of Jwt:main, Jwt:other" },
        { "[{key: []}]", "ApiKey:partners ApiKey:second", "", "api.yaml(6) #/components/securitySchemes/key: found an API key in the header x-api-key (key), which several schemes" },
        { "[{key: [], bearer: []}]", "ApiKey:partners Jwt:main", "", "api.yaml(3) #/security: found key and bearer at once: a request carries one credential" },
        { "[{basic: []}]", "ApiKey:partners", """ "basic": [] """, "api.yaml(3) #/security: found a requirement that no caller of the route can meet" },
        { "[{basic: [], key: []}]", "ApiKey:partners", """ "basic": [] """, "api.yaml(3) #/security: found a requirement that no caller of the route can meet" },
        { "[{key: []}]", "ApiKey:partners", """ "kee": ["ApiKey:partners"] """, "gateway.json(10) ReverseProxy:Routes:a:Policies:Validation:SecuritySchemes:kee: found \"kee\"; allowed: a security scheme of the document: key, " },
        { "[{key: []}]", "ApiKey:partners", """ "key": ["Jwt:main"] """, "gateway.json(10) ReverseProxy:Routes:a:Policies:Validation:SecuritySchemes:key[0]: found \"Jwt:main\"; allowed: schemes of the route's Authentication: ApiKey:partners" },
    };

    public static TheoryData<string, string> Options => new()
    {
        { "\"OpenApi\": null, \"Body\": \"s.json\"", "SecurityFrom: found OpenApi without a document" },
        { "\"Mode\": \"Off\"", "Mode: found Off beside SecurityFrom" },
        { "\"UnknownOperations\": \"Allow\"", "UnknownOperations: found Allow" },
        { "\"UnknownMethods\": \"Allow\"", "UnknownMethods: found Allow" },
        { "\"SecurityFrom\": \"Route\", \"SecuritySchemes\": { \"key\": [] }", "SecuritySchemes: found schemes without SecurityFrom" },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Document_ThatTheRouteKeeps_HasNoFinding(string security, string schemes, string map) =>
        Assert.Empty(await FindingsAsync(security, schemes, $"\"SecuritySchemes\": {{{map}}}"));

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Document_ThatTheRouteCannotKeep_IsRefusedWithThePlace(string security, string schemes, string map, string expected)
    {
        var findings = await FindingsAsync(security, schemes, $"\"SecuritySchemes\": {{{map}}}");
        Assert.Contains(findings, f => f.StartsWith(expected, StringComparison.Ordinal));
        if (expected.StartsWith("api", StringComparison.Ordinal))
            Assert.Contains(findings, f => f.Contains("Validation:SecurityFrom: found a document whose security the route cannot keep, first at ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Options_ThatWouldLeaveOperationsOpen_AreErrors(string options, string expected) =>
        Assert.Contains(await FindingsAsync("[{key: []}]", "ApiKey:partners", options), f => f.Contains($":Validation:{expected}", StringComparison.Ordinal) && !f.Contains("warning", StringComparison.Ordinal));

    [Fact]
    public async Task Route_WithoutSchemes_IsRefused()
    {
        var findings = await FindingsAsync("[]", "", "\"BasePath\": \"\"", """ "Authentication": { "Anonymous": { "Reason": "a test" } } """);
        Assert.Contains("has no Schemes", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{key: []}, {}]")]
    public async Task Route_ThatDoesNotOpen_WarnsOfWhatTheDocumentOpens(string security)
    {
        var warning = Assert.Single(await FindingsAsync(security, "ApiKey:partners", "\"Request\": \"Off\""));
        Assert.StartsWith("gateway.json(10) warning ReverseProxy:Routes:a:Policies:Validation:SecurityFrom: found operations that the document opens to everybody, first GET /a: they stay closed", warning, StringComparison.Ordinal);
        Assert.Empty(await FindingsAsync(security, "", "\"Request\": \"Off\"", """ "Authentication": { "Schemes": ["ApiKey:partners"], "Anonymous": { "Reason": "a test" } }, "Authorization": { "AnyAuthenticated": true } """));
    }

    [Fact]
    public async Task Route_ThatGoesBackToItself_IsWarnedOf()
    {
        var findings = await FindingsAsync("[]", "", "\"SecurityFrom\": \"Route\"", """ "Authentication": { "Anonymous": { "Reason": "a test" } } """, inherited: """{ "Validation": { "SecurityFrom": "OpenApi" } }""");
        Assert.Contains("SecurityFrom", Assert.Single(findings), StringComparison.Ordinal);
        Assert.Contains("this loosens what is inherited", findings[0], StringComparison.Ordinal);
    }

    private async Task<List<string>> FindingsAsync(string security, string schemes, string options, string? access = null, string inherited = "{}")
    {
        var path = Path.Combine(_folder.FullName, "api.yaml");
        await File.WriteAllTextAsync(path, $"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\nsecurity: {security}\n{Schemes}\npaths: {{/a: {{get: {{}}}}}}\n", TestContext.Current.CancellationToken);
        var named = string.Join(", ", schemes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static s => $"\"{s}\""));
        access ??= $$""" "Authentication": { "Schemes": [{{named}}] }, "Authorization": { "AnyAuthenticated": true } """;
        var validation = options.Contains("\"SecurityFrom\"", StringComparison.Ordinal) ? options : $"\"SecurityFrom\": \"OpenApi\", {options}";
        if (!options.Contains("\"OpenApi\"", StringComparison.Ordinal)) validation = $"\"OpenApi\": \"{path}\", {validation}";
        // On one line, so that every finding about the route has the same.
        var route = $$"""{ "a": { "ClusterId": "orders", "Match": { "Path": "/{**rest}" }, "Policies": { {{access}}, "Validation": { {{validation}} } } } }""";
        var json = ConfigTexts.Config(route, gateway: Keys.ReplaceLineEndings(" "), policies: inherited);
        var result = await ConfigTexts.LoadAsync(json);
        return [.. result.Findings.Select(e => $"{Path.GetFileName(e.Location.File)}({e.Location.Line}) {(e.Severity is ConfigSeverity.Warning ? "warning " : "")}{e.Path}: found {e.Found}; allowed: {e.Allowed}")];
    }
}
