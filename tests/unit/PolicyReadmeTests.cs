using Gateway.Policies;
using Gateway.Policies.AccessLog;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Events;
using Gateway.Policies.Forwarding;
using Gateway.Policies.LoadShedding;
using Gateway.Policies.OutlierEjection;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Redis;

namespace Gateway.UnitTests;

/// <summary>A policy's README is the user's page: an option that it does not name is one that nobody finds.</summary>
public sealed class PolicyReadmeTests
{
    // Name and number of options, those of nested objects included. Raised with each option: a test that finds fewer proves nothing.
    public static TheoryData<string, int> Policies => new()
    {
        { "IpAccess", 5 },
        { "RateLimit", 28 },
        { "Cors", 8 },
        { "WebSocket", 9 },
        { "RequestLimits", 24 },
        { "ConcurrencyLimit", 6 },
        { "Lockout", 23 },
        { "Authentication", 11 },
        { "Authorization", 13 },
        { "Validation", 29 },
        { "Waf", 22 },
        { "Retry", 10 },
        { "LoadShedding", 4 },
        { "SecurityHeaders", 16 },
    };

    public static TheoryData<string, string, int> Parts => new()
    {
        { nameof(ApiKeyOptions), "Authentication/ApiKey", 8 },
        { nameof(JwtOptions), "Authentication/Jwt", 20 },
        { nameof(EventOptions), "Events", 7 },
        { nameof(AccessLogOptions), "AccessLog", 5 },
        { nameof(CanonicalRequestOptions), "CanonicalRequest", 5 },
        { nameof(BackendProfile), "CanonicalRequest", 2 },
        { nameof(BackendTlsOptions), "Forwarding", 3 },
        { nameof(BackendTimeoutsOptions), "Forwarding", 2 },
        { nameof(AdaptiveConcurrencyOptions), "LoadShedding", 8 },
        { nameof(OutlierEjectionOptions), "OutlierEjection", 8 },
        { nameof(RedisOptions), "Redis", 11 },
    };

    [Fact]
    public void Policies_InThisTest_AreThoseOfTheCatalogue() =>
        Assert.Equal(PolicyCatalog.Policies.Select(p => p.Name), Policies.Select(row => row.Data.Item1));

    [Theory]
    [MemberData(nameof(Policies))]
    public void Readme_OfAPolicy_NamesEveryOption(string name, int count)
    {
        var policy = PolicyCatalog.Policies.Single(p => p.Name == name);
        // Reason and Until say something only where Report mode opens the route.
        var options = Options(policy.OptionsType).Where(o => policy.DecidesAccess || o is not (nameof(PolicyOptions.Reason) or nameof(PolicyOptions.Until))).ToList();

        Assert.Equal(count, options.Count);
        Assert.Empty(options.Except(Named(name)));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Readme_OfAPart_NamesEveryOption(string type, string folder, int count)
    {
        var options = Options(typeof(PolicyCatalog).Assembly.GetTypes().Single(t => t.Name == type));

        Assert.Equal(count, options.Count);
        Assert.Empty(options.Except(Named(folder)));
    }

    // As the binder sees them, so that what the page says is what the configuration file takes.
    private static List<string> Options(Type type)
    {
        var shape = ObjectShape.For(type);
        var names = new List<string>();
        foreach (var member in shape.Members)
        {
            names.Add(member.Name);
            if (Nested(member.Property.PropertyType) is { } nested) names.AddRange(Options(nested));
        }

        if (shape.NamedEntries is { } entries) names.AddRange(Options(Nested(entries.Property.PropertyType)!));
        return names;
    }

    private static Type? Nested(Type type)
    {
        var held = type.IsGenericType ? type.GetGenericArguments()[^1] : type;
        return held.Assembly == typeof(PolicyCatalog).Assembly && held.IsClass ? held : null;
    }

    // What stands in code: `Name`, or `Parent:Name`. Examples do not count, because they say nothing about what an option means.
    private static HashSet<string> Named(string folder)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "Gateway.Policies", folder, "README.md"));
        var prose = string.Concat(text.Split("```").Where((_, i) => i % 2 == 0));
        return [.. prose.Split('\n').SelectMany(line => line.Split('`').Where((_, i) => i % 2 == 1)).Select(span => span[(span.LastIndexOf(':') + 1)..])];
    }
}
