using Gateway.Policies.Configuration;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;
using Gateway.Policies.Validation.Security;

namespace Gateway.UnitTests.Validation.Security;

/// <summary>Security requirements as documents write them, and every mistake in one as a finding with file, line and pointer.</summary>
public sealed class SecurityReaderTests : IDisposable
{
    private const string Head30 = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";
    private const string Head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";
    private const string Key = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Api-Key}}}\n";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-security-");

    public static TheoryData<string, string, int, string, string> Mistakes => new()
    {
        { Head + "security: [{key: []}]\npaths: {}\n", "#/security/0/key", 3, "\"key\"", "which has none" },
        { Head + Key + "security: [{kee: []}]\npaths: {}\n", "#/security/0/kee", 4, "\"kee\"", "did you mean \"key\"" },
        { Head + Key + "paths:\n  /a:\n    get: {security: [{Key: []}]}\n", "#/paths/~1a/get/security/0/Key", 6, "\"Key\"", "did you mean \"key\"" },
        { Head + "security: [{$ref: '#/x'}]\npaths: {}\n", "#/security/0/$ref", 3, "\"$ref\"", "securitySchemes" },
        { Head + "security: {key: []}\npaths: {}\n", "#/security", 3, "an object", "[] for everybody" },
        { Head + "security:\npaths: {}\n", "#/security", 3, "null", "[] for everybody" },
        { Head + Key + "paths:\n  /a:\n    get: {security: key}\n", "#/paths/~1a/get/security", 6, "\"key\"", "an array" },
        { Head + Key + "security: [key]\npaths: {}\n", "#/security/0", 4, "\"key\"", "an object" },
        { Head + Key + "security: [{key: }]\npaths: {}\n", "#/security/0/key", 4, "null", "an array" },
        { Head + Key + "security: [{key: [5]}]\npaths: {}\n", "#/security/0/key/0", 4, "5", "a scope" },
        { Head + Key + "security: [{key: ['a b']}]\npaths: {}\n", "#/security/0/key/0", 4, "\"a b\"", "without spaces" },
        { Head + Key + "security: [{key: ['a\"']}]\npaths: {}\n", "#/security/0/key/0", 4, "a\"", "RFC 6749" },
        { Head30 + Key + "security: [{key: [admin]}]\npaths: {}\n", "#/security/0/key", 4, "an API key in the header X-Api-Key", "[]" },
        { Head + Key + "paths:\n  /a:\n    security: [{key: []}]\n    get: {}\n", "#/paths/~1a/security", 6, "protects nothing", "in an operation" },
        { Head + Key + "paths:\n  /a:\n    get: {secuirty: [{key: []}]}\n", "#/paths/~1a/get/secuirty", 6, "\"secuirty\"", "\"security\"" },
        { Head + Key + "Security: [{key: []}]\npaths: {}\n", "#/Security", 4, "protects nothing", "\"security\"" },
        { Head + Key + "paths:\n  /a: {$ref: '#/x-a', security: [{key: []}]}\nx-a: {get: {}}\n", "#/paths/~1a/security", 5, "protects nothing", "in an operation" },
        { Head + Key + "paths:\n  /a:\n    get: {$ref: '#/x-a', security: [{key: []}]}\nx-a: {}\n", "#/paths/~1a/get/security", 6, "protects nothing", "in an operation" },
        { Head + "components: {securitySchemes: {key: {type: apikey}}}\nsecurity: [{key: []}]\npaths: {}\n", "#/components/securitySchemes/key/type", 3, "\"apikey\"", "did you mean \"apiKey\"" },
        { Head + "components: {securitySchemes: {key: {in: header}}}\nsecurity: [{key: []}]\npaths: {}\n", "#/components/securitySchemes/key", 3, "no type", "apiKey" },
        { Head + "components: {securitySchemes: {key: {type: apiKey, in: header}}}\nsecurity: [{key: []}]\npaths: {}\n", "#/components/securitySchemes/key", 3, "\"name\"", "header" },
        { Head + "components: {securitySchemes: {key: {type: apiKey, in: body, name: k}}}\nsecurity: [{key: []}]\npaths: {}\n", "#/components/securitySchemes/key/in", 3, "\"body\"", "cookie" },
        { Head + "components: {securitySchemes: {key: {type: http}}}\nsecurity: [{key: []}]\npaths: {}\n", "#/components/securitySchemes/key", 3, "\"scheme\"", "bearer" },
        { Head + Key + $"security: [{string.Join(',', Enumerable.Repeat("{}", 65))}]\npaths: {{}}\n", "#/security", 4, "65 alternatives", "64" },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Read_AMistake_IsAFindingAtItsPlace(string text, string place, int line, string found, string allowed)
    {
        var contract = Load(text);

        Assert.Null(contract.Document);
        var finding = contract.Findings.First(f => f.Severity is ConfigSeverity.Error);
        Assert.Equal(("GW6001", place, line), (finding.Code, finding.Path, finding.Location.Line));
        Assert.EndsWith("api.yaml", finding.Location.File, StringComparison.Ordinal);
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
        Assert.Contains(allowed, finding.Allowed, StringComparison.Ordinal);
        // It says nothing where security does not decide access, unless it is broken for other reasons.
        Assert.NotNull(Load(text, readsSecurity: false).Document);
    }

    [Theory]
    [InlineData(Head)]
    [InlineData(Head30)]
    public void Read_Requirements_OperationsBeforeTheDocument(string head)
    {
        var contract = Load(head + """
            security: [{token: ["a:read", "a:read"]}, {key: []}]
            components:
              securitySchemes:
                key: {$ref: '#/x-key'}
                token: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://x, scopes: {"a:read": r, "a:write": w}}}}
                unused: {type: nothing}
            x-key: {type: apiKey, in: query, name: k}
            x-security: {}
            paths:
              /a:
                get: {}
                put: {security: []}
                post: {security: [{}, {token: ["a:write"], key: []}]}
                delete: {security: [{token: ["a:read"]}, {key: []}]}
            """);

        Assert.DoesNotContain(contract.Findings, f => f.Severity is ConfigSeverity.Error);
        var operations = contract.Document!.Paths[0].Operations.ToDictionary(o => o.Method, o => o.Security!);
        Assert.Equal(["DELETE", "GET", "POST", "PUT"], operations.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("token[a:read] | key[]", Show(operations["GET"]));
        Assert.Equal("", Show(operations["PUT"]));
        Assert.Equal(" | token[a:write] key[]", Show(operations["POST"]));
        // Who says the same shares what is compiled of it.
        Assert.Same(operations["GET"], operations["DELETE"]);
        Assert.Equal([0, 1, 2], contract.Document.Security!.Requirements.Select(r => r.Number));
        Assert.Equal(["key", "token", "unused"], contract.Document.Security.SchemeNames);
    }

    [Fact]
    public void Read_NothingSaid_IsNothing()
    {
        var document = Load(Head + "paths: {/a: {get: {}}}\n").Document!;
        Assert.Null(document.Paths[0].Operations[0].Security);
        Assert.Empty(document.Security!.Requirements);
    }

    [Fact]
    public void Read_RolesOf31_AreNoScopes()
    {
        var demand = Load(Head + Key + "security: [{key: [admin]}]\npaths: {}\n").Document!.Security!.Requirements[0].Alternatives[0].Demands[0];
        Assert.Equal((0, "admin"), (demand.Scopes.Length, Assert.Single(demand.Roles)));
    }

    [Fact]
    public void Read_AScopeThatNoFlowHas_IsAWarning()
    {
        var contract = Load(Head + "components: {securitySchemes: {t: {type: oauth2, flows: {password: {scopes: {'a:read': r}}}}}}\nsecurity: [{t: ['a:reed']}]\npaths: {}\n");
        Assert.NotNull(contract.Document);
        var finding = Assert.Single(contract.Findings);
        Assert.Equal(("#/security/0/t/0", 4), (finding.Path, finding.Location.Line));
        Assert.Contains("did you mean \"a:read\"", finding.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnOperationInAnotherFile_NamesTheSchemesOfTheDocument()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "a.yaml"), "get: {security: [{key: []}]}\ncomponents: {securitySchemes: {key: {type: http, scheme: basic}}}\n");
        var document = Load(Head + Key + "paths: {/a: {$ref: a.yaml}}\n").Document!;
        Assert.Equal(SecurityKind.KeyInHeader, document.Paths[0].Operations[0].Security!.Alternatives[0].Demands[0].Scheme.Kind);
    }

    private static string Show(ContractSecurity security) =>
        string.Join(" | ", security.Alternatives.Select(a => string.Join(' ', a.Demands.Select(d => $"{d.Scheme.Name}[{string.Join(' ', d.Scopes)}]"))));

    private LoadedContract Load(string text, bool readsSecurity = true)
    {
        var path = Path.Combine(_folder.FullName, "api.yaml");
        File.WriteAllText(path, text);
        return new ContractStore().Load(new ContractSettings(path, _folder.FullName, "", null, AssertsFormats: true, ReadsResponses: false, readsSecurity));
    }
}
