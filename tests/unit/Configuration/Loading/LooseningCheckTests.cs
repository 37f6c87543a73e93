using Gateway.Policies.Configuration;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class LooseningCheckTests
{
    [Theory]
    // Policies
    [InlineData("""{ "RateLimit": {} }""", """{ "RateLimit": null }""", "RateLimit")]
    [InlineData("""{ "RateLimit": {} }""", """{ "Cors": {} }""")]
    [InlineData("""{}""", """{ "RateLimit": null }""")]
    [InlineData("""{ "RateLimit": {} }""", """{ "RateLimit": {} }""")]
    // Modes
    [InlineData("""{ "RateLimit": {} }""", """{ "RateLimit": { "Mode": "Report" } }""", "RateLimit:Mode")]
    [InlineData("""{ "RateLimit": {} }""", """{ "RateLimit": { "Mode": "Enforce" } }""")]
    [InlineData("""{ "RateLimit": { "Mode": "Enforce" } }""", """{ "RateLimit": { "Mode": "Off" } }""", "RateLimit:Mode")]
    [InlineData("""{ "RateLimit": { "Mode": "Report" } }""", """{ "RateLimit": { "Mode": "Off" } }""", "RateLimit:Mode")]
    [InlineData("""{ "RateLimit": { "Mode": "Off" } }""", """{ "RateLimit": { "Mode": "Report" } }""")]
    [InlineData("""{ "Authorization": { "Mode": "Report" } }""", """{ "Authorization": { "Mode": "Enforce" } }""")]
    [InlineData("""{ "Authorization": { "Until": "2030-01-01" } }""", """{ "Authorization": { "Until": "2030-01-02" } }""", "Authorization:Until")]
    [InlineData("""{ "Authorization": { "Until": "2030-01-02" } }""", """{ "Authorization": { "Until": "2030-01-01" } }""")]
    [InlineData("""{ "Authorization": { "Reason": "a" } }""", """{ "Authorization": { "Reason": "b" } }""")]
    // Limits, in every notation
    [InlineData("""{ "Validation": { "UnknownOperations": "Refuse" } }""", """{ "Validation": { "UnknownOperations": "Allow" } }""", "Validation:UnknownOperations")]
    [InlineData("""{ "Validation": {} }""", """{ "Validation": { "UncheckedMediaTypes": "Allow", "Request": "Report" } }""", "Validation:UncheckedMediaTypes", "Validation:Request")]
    [InlineData("""{ "Validation": { "UnknownMethods": "Allow", "Response": "Off" } }""", """{ "Validation": { "UnknownMethods": "Refuse", "Response": "Enforce" } }""")]
    [InlineData("""{ "Validation": { "Response": "Enforce" } }""", """{ "Validation": { "Response": "Report" } }""", "Validation:Response")]
    [InlineData("""{ "RequestLimits": { "MaxBodyBytes": 10 } }""", """{ "RequestLimits": { "MaxBodyBytes": 11 } }""", "RequestLimits:MaxBodyBytes")]
    [InlineData("""{ "RequestLimits": { "MaxBodyBytes": 10 } }""", """{ "RequestLimits": { "MaxBodyBytes": 9 } }""")]
    [InlineData("""{ "RequestLimits": { "MaxBodyBytes": 10 } }""", """{ "RequestLimits": { "MaxBodyBytes": null } }""", "RequestLimits:MaxBodyBytes")]
    [InlineData("""{ "RequestLimits": { "MaxBodyBytes": 2048 } }""", """{ "RequestLimits": { "MaxBodyBytes": "1MiB" } }""", "RequestLimits:MaxBodyBytes")]
    [InlineData("""{ "RequestLimits": { "MaxBodyBytes": "1MiB" } }""", """{ "RequestLimits": { "MaxBodyBytes": "2KiB" } }""")]
    [InlineData("""{ "RequestLimits": { "MaxHeaderCount": 10 } }""", """{ "RequestLimits": { "MaxHeaderCount": "${env:PORT}" } }""", "RequestLimits:MaxHeaderCount")]
    [InlineData("""{ "RequestLimits": { "Json": { "MaxDepth": 5 } } }""", """{ "RequestLimits": { "Json": { "MaxDepth": 6 } } }""", "RequestLimits:Json:MaxDepth")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5, "Window": "10s", "Burst": 5 } } }""", """{ "RateLimit": { "a": { "Permits": 6, "Window": "1s", "Burst": 7 } } }""", "RateLimit:a:Permits", "RateLimit:a:Window", "RateLimit:a:Burst")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5, "Window": "10s" } } }""", """{ "RateLimit": { "a": { "Permits": 4, "Window": "1m" } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "b": { "Permits": 500 } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "a": null } }""", "RateLimit:a")]
    [InlineData("""{ "RateLimit": { "a": { "By": ["Address"] } } }""", """{ "RateLimit": { "a": { "By": ["Header:X"] } } }""", "RateLimit:a:By")]
    [InlineData("""{ "Cors": { "MaxAge": "1m" } }""", """{ "Cors": { "MaxAge": "10m" } }""")]
    // Rules of RateLimit
    [InlineData("""{ "RateLimit": { "a": { "OnStoreFailure": "Deny" } } }""", """{ "RateLimit": { "a": { "OnStoreFailure": "Local" } } }""", "RateLimit:a:OnStoreFailure")]
    [InlineData("""{ "RateLimit": { "a": { "OnStoreFailure": "Deny" } } }""", """{ "RateLimit": { "a": { "OnStoreFailure": null } } }""", "RateLimit:a:OnStoreFailure")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "a": { "OnStoreFailure": "Allow" } } }""", "RateLimit:a:OnStoreFailure")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "a": { "OnStoreFailure": "Deny" } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "b": { "Permits": 5, "OnStoreFailure": "Allow", "Exempt": { "Methods": ["GET"] } } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "OnStoreFailure": "Allow" } } }""", """{ "RateLimit": { "a": { "OnStoreFailure": "Local" } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "Algorithm": "SlidingWindow" } } }""", """{ "RateLimit": { "a": { "Algorithm": "FixedWindow" } } }""", "RateLimit:a:Algorithm")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "a": { "Algorithm": "SlidingWindow" } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "CountRefused": true } } }""", """{ "RateLimit": { "a": { "CountRefused": false } } }""", "RateLimit:a:CountRefused")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "a": { "CountRefused": false } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "a": { "Exempt": { "Methods": ["GET"] } } } }""", "RateLimit:a:Exempt")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5 } } }""", """{ "RateLimit": { "a": { "Exempt": { "Methods": [] } } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "Exempt": { "Methods": ["GET", "PUT"] } } } }""", """{ "RateLimit": { "a": { "Exempt": { "Methods": ["GET"] } } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "Exempt": { "Methods": ["GET"] } } } }""", """{ "RateLimit": { "a": { "Exempt": { "Methods": ["PUT"], "Consumers": ["x"] } } } }""", "RateLimit:a:Exempt:Methods", "RateLimit:a:Exempt:Consumers")]
    [InlineData("""{ "RateLimit": { "a": { "Exempt": { "Methods": ["GET"] } } } }""", """{ "RateLimit": { "a": { "Exempt": null } } }""")]
    [InlineData("""{ "RateLimit": { "a": { "Cost": 5, "Costs": { "POST": 9 } } } }""", """{ "RateLimit": { "a": { "Costs": { "POST": 8, "GET": 4, "PUT": 6 } } } }""", "RateLimit:a:Costs:POST", "RateLimit:a:Costs:GET")]
    [InlineData("""{ "RateLimit": { "a": { "Costs": { "POST": 9 } } } }""", """{ "RateLimit": { "a": { "Costs": null } } }""", "RateLimit:a:Costs")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5, "Burst": 9 } } }""", """{ "RateLimit": { "a": { "Tiers": { "more": { "Permits": 6 }, "less": { "Permits": 4 }, "burst": { "Burst": 10 } } } } }""", "RateLimit:a:Tiers:more", "RateLimit:a:Tiers:burst")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5, "Window": "1s", "Tiers": { "t": { "Permits": 50 } } } } }""", """{ "RateLimit": { "a": { "Tiers": { "t": { "Window": "500ms" } } } } }""", "RateLimit:a:Tiers:t")]
    [InlineData("""{ "RateLimit": { "a": { "Permits": 5, "Tiers": { "t": { "Permits": 3 }, "u": { "Permits": 50 } } } } }""", """{ "RateLimit": { "a": { "Tiers": { "t": null, "u": null } } } }""", "RateLimit:a:Tiers:t")]
    [InlineData("""{ "RateLimit": { "a": { "Tiers": { "t": { "Permits": 50 } } } } }""", """{ "RateLimit": { "a": { "TierClaim": "plan" } } }""", "RateLimit:a:TierClaim")]
    [InlineData("""{ "RateLimit": { "a": { "CostHeader": "X-A", "MaxCost": 9, "MaxDebt": 9 } } }""", """{ "RateLimit": { "a": { "CostHeader": "X-B", "MaxCost": 8, "MaxDebt": 8 } } }""", "RateLimit:a:CostHeader", "RateLimit:a:MaxCost", "RateLimit:a:MaxDebt")]
    [InlineData("""{ "RateLimit": { "a": { "CostHeader": "X-A" } } }""", """{ "RateLimit": { "a": { "CostHeader": null } } }""", "RateLimit:a:CostHeader")]
    // Switches
    [InlineData("""{ "RequestLimits": {} }""", """{ "RequestLimits": { "Json": { "Enabled": false } } }""", "RequestLimits:Json:Enabled")]
    [InlineData("""{ "RequestLimits": { "Json": {} } }""", """{ "RequestLimits": { "Json": { "Enabled": false } } }""", "RequestLimits:Json:Enabled")]
    [InlineData("""{ "RequestLimits": {} }""", """{ "RequestLimits": { "AllowGetBody": true } }""", "RequestLimits:AllowGetBody")]
    [InlineData("""{ "RequestLimits": { "AllowGetBody": true } }""", """{ "RequestLimits": { "AllowGetBody": false } }""")]
    [InlineData("""{ "RequestLimits": { "RequireContentLength": true } }""", """{ "RequestLimits": { "RequireContentLength": false } }""", "RequestLimits:RequireContentLength")]
    // Access
    [InlineData("""{ "Authentication": { "Schemes": ["Jwt:a"] } }""", """{ "Authentication": { "Schemes": ["Jwt:a", "ApiKey:b"] } }""", "Authentication:Schemes")]
    [InlineData("""{ "Authentication": { "Schemes": ["Jwt:a", "ApiKey:b"] } }""", """{ "Authentication": { "Schemes": ["Jwt:a"] } }""")]
    [InlineData("""{ "Authentication": { "Schemes": ["Jwt:a"] } }""", """{ "Authentication": { "Schemes": null, "Anonymous": { "Reason": "r" } } }""", "Authentication:Schemes", "Authentication:Anonymous")]
    [InlineData("""{ "Authentication": { "Anonymous": { "Reason": "r" } } }""", """{ "Authentication": { "Anonymous": null, "Schemes": ["Jwt:a"] } }""", "Authentication:Anonymous")]
    [InlineData("""{ "Authentication": { "FailureBudget": {} } }""", """{ "Authentication": { "FailureBudget": { "Enabled": false } } }""", "Authentication:FailureBudget:Enabled")]
    [InlineData("""{ "Authentication": { "IdentityHeaders": { "X-A": "sub" } } }""", """{ "Authentication": { "IdentityHeaders": { "X-A": "email" } } }""", "Authentication:IdentityHeaders:X-A")]
    [InlineData("""{ "Authorization": { "Scopes": ["a"] } }""", """{ "Authorization": { "Scopes": ["b"] } }""", "Authorization:Scopes")]
    [InlineData("""{ "Authorization": { "Scopes": ["a"] } }""", """{ "Authorization": { "Scopes": ["a", "b"] } }""")]
    [InlineData("""{ "Authorization": { "Scopes": ["a"] } }""", """{ "Authorization": { "Scopes": [] } }""", "Authorization:Scopes")]
    [InlineData("""{ "Authorization": { "Scopes": ["a"] } }""", """{ "Authorization": { "Roles": ["admin"] } }""")]
    [InlineData("""{ "Authorization": { "Roles": ["admin"] } }""", """{ "Authorization": { "Roles": ["admin", "user"] } }""", "Authorization:Roles")]
    [InlineData("""{ "Authorization": { "Roles": ["admin"] } }""", """{ "Authorization": { "Roles": [] } }""", "Authorization:Roles")]
    [InlineData("""{ "Authorization": { "Scopes": ["a"] } }""", """{ "Authorization": { "AnyAuthenticated": true, "Scopes": null } }""", "Authorization:AnyAuthenticated", "Authorization:Scopes")]
    [InlineData("""{ "Authorization": { "Claims": [{ "Type": "a", "Equals": "b" }] } }""", """{ "Authorization": { "Claims": [{ "Type": "a", "Equals": "c" }] } }""", "Authorization:Claims")]
    [InlineData("""{ "IpAccess": { "Allow": ["10.0.0.0/8"] } }""", """{ "IpAccess": { "Allow": ["0.0.0.0/0"] } }""", "IpAccess:Allow")]
    [InlineData("""{ "IpAccess": { "Deny": ["10.0.0.0/8"] } }""", """{ "IpAccess": { "Deny": ["10.0.0.0/8", "192.0.2.0/24"] } }""")]
    [InlineData("""{ "IpAccess": { "Deny": ["10.0.0.0/8"] } }""", """{ "IpAccess": { "Deny": [] } }""", "IpAccess:Deny")]
    [InlineData("""{ "Cors": { "Origins": ["https://a.example"] } }""", """{ "Cors": { "Origins": ["*"] } }""", "Cors:Origins")]
    public void Warn_Override_WhatLoosens(string inherited, string patch, params string[] expected)
    {
        var errors = new ConfigErrors();

        LooseningCheck.Warn(Tree.Read(inherited), Tree.Read(patch), errors);

        Assert.Equal(expected.Order(StringComparer.Ordinal), errors.Sorted().Select(e => e.Path).Order(StringComparer.Ordinal));
        Assert.All(errors.Sorted(), e => Assert.Equal((ConfigErrorCode.Loosened, ConfigSeverity.Warning), (e.Code, e.Severity)));
    }

    [Fact]
    public void Warn_Interpolated_ValueIsNotPrinted()
    {
        var errors = new ConfigErrors();

        LooseningCheck.Warn(Tree.Read("""{ "RequestLimits": { "MaxHeaderCount": 10 } }"""), Tree.Read("""{ "RequestLimits": { "MaxHeaderCount": "${env:PORT}" } }"""), errors);

        Assert.DoesNotContain("8443", Assert.Single(errors.Sorted()).ToString(), StringComparison.Ordinal);
    }
}
