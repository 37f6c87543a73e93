using Gateway.Policies;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Pipeline;

namespace Gateway.UnitTests;

/// <summary>
/// The conventions of policies. The order is a literal here: whoever changes the catalogue says it twice, and sees what comes before what.
/// </summary>
public sealed class PolicyCatalogTests
{
    // Raised with each policy: a convention test that examines fewer than there are proves nothing.
    private const int Policies = 14;

    public static TheoryData<string> Names => [.. PolicyCatalog.Policies.Select(p => p.Name)];

    [Fact]
    public void RequestStages_Order_IsThis() => Assert.Equal(
        [
            "IpAccess",
            "RateLimit:address",
            "Cors",
            "WebSocket",
            "RequestLimits:head",
            "ConcurrencyLimit:address",
            "Lockout",
            "Authentication",
            "Authorization",
            "RateLimit:identity",
            "ConcurrencyLimit:identity",
            "RequestLimits:body",
            "Validation",
            "Waf",
            "Retry",
            "LoadShedding",
        ],
        PolicyCatalog.RequestStages.Select(s => s.Name));

    [Fact]
    public void ResponseStages_Order_IsThis() => Assert.Equal(["RateLimit:cost", "Lockout", "Cors", "SecurityHeaders"], PolicyCatalog.ResponseStages.Select(s => s.Name));

    [Fact]
    public void RequestStages_WithoutARoute_OnlyWhatNeedsNoCaller() =>
        Assert.Equal(["IpAccess", "RateLimit:address"], PolicyCatalog.RequestStages.Where(s => s.RunsUnmatched).Select(s => s.Name));

    [Fact]
    public void Policies_AllOfThem_OnceAndInOrder() => Assert.Equal(
        ["IpAccess", "RateLimit", "Cors", "WebSocket", "RequestLimits", "ConcurrencyLimit", "Lockout", "Authentication", "Authorization", "Validation", "Waf", "Retry", "LoadShedding", "SecurityHeaders"],
        PolicyCatalog.Policies.Select(p => p.Name));

    [Fact]
    public void Policies_EveryClassInTheAssembly_IsInTheCatalogue()
    {
        var classes = typeof(PolicyCatalog).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Policy)) && !t.IsAbstract).Select(t => t.Name);

        Assert.Equal(Policies, PolicyCatalog.Policies.Count);
        Assert.Equal(PolicyCatalog.Policies.Select(p => p.GetType().Name).Order(StringComparer.Ordinal), classes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Stages_Each_NamedAfterItsPolicyAndWithAReason()
    {
        (string Name, Policy Policy, string Reason)[] stages =
        [
            .. PolicyCatalog.RequestStages.Select(s => (s.Name, s.Policy, s.Reason)),
            .. PolicyCatalog.ResponseStages.Select(s => (s.Name, s.Policy, s.Reason)),
        ];

        Assert.Equal(20, stages.Length);
        Assert.All(stages, s => Assert.Equal(s.Policy.Name, s.Name.Split(':')[0]));
        Assert.All(stages, s => Assert.True(s.Reason.Length > 10, s.Name));
        Assert.Equal(PolicyCatalog.RequestStages.Count, PolicyCatalog.RequestStages.Select(s => s.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Policy_Folder_HoldsItsClassesItsPageAndItsTests(string name)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "src", "Gateway.Policies", name);
        string[] files = ["README.md", $"{name}Policy.cs", $"{name}Options.cs", $"{name}OptionsValidator.cs"];
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(folder, file)), $"{file} is missing in {folder}."));
        Assert.Contains($"\"{name}\"", File.ReadAllText(Path.Combine(folder, "README.md")), StringComparison.Ordinal);

        var tests = new DirectoryInfo(Path.Combine(RepositoryRoot.Path, "tests", "unit", name));
        Assert.True(tests.Exists && tests.EnumerateFiles("*Tests.cs", SearchOption.AllDirectories).Any(), $"No tests in {tests.FullName}.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Policy_Types_AreNamedAfterIt(string name)
    {
        var policy = Find(name);
        var home = $"Gateway.Policies.{name}";

        Assert.Equal($"{home}.{name}Policy", policy.GetType().FullName);
        Assert.Equal($"{home}.{name}Options", policy.OptionsType.FullName);
        Assert.NotNull(typeof(PolicyCatalog).Assembly.GetType($"{home}.{name}OptionsValidator"));
        Assert.True(policy.OptionsType.IsPublic && policy.OptionsType.IsSealed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Policy_Modes_AllButOffOfWhatWouldOpenARoute(string name)
    {
        var policy = Find(name);
        Assert.All(Enum.GetValues<PolicyMode>(), mode => Assert.Equal(mode is not PolicyMode.Off || name is not ("Authentication" or "Authorization"), Accepts(policy, mode)));
        Assert.Equal(name is "Authentication" or "Authorization" or "IpAccess", policy.DecidesAccess);
        Assert.Equal(PolicyMode.Enforce, ((PolicyOptions)Activator.CreateInstance(policy.OptionsType)!).Mode);
    }

    private static Policy Find(string name) => PolicyCatalog.Policies.Single(p => p.Name == name);

    private static bool Accepts(Policy policy, PolicyMode mode)
    {
        var at = new ConfigLocation("gateway.json", 1, 1);
        ConfigMember[] members =
        [
            new("Mode", at, new ConfigScalar(at, "Mode", ConfigScalarKind.Text, mode.ToString())),
            new("Reason", at, new ConfigScalar(at, "Reason", ConfigScalarKind.Text, "for tests")),
            new("Until", at, new ConfigScalar(at, "Until", ConfigScalarKind.Text, "9000-01-01")),
        ];
        var node = new ConfigObject(at, "", members);
        var errors = new ConfigErrors();
        var options = (PolicyOptions)new ConfigBinder(new ConfigBinderOptions()).Bind(policy.OptionsType, node, errors, partial: true)!;
        ModeRules.Check(policy, options, new OptionsValidation(new GatewayOptions(), node, errors), TimeProvider.System);
        return !errors.Any && options.Mode == mode;
    }
}
