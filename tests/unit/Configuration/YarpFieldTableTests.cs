using System.Reflection;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.UnitTests.Configuration;

/// <summary>docs/configuration.md says of every member of YARP's schema what becomes of it; a new version of YARP must not slip past it.</summary>
public sealed class YarpFieldTableTests
{
    // Of YARP 2.1.0. A test over a table that lost its rows proves nothing.
    private const int Types = 14;
    private const int Members = 75;
    private const int Refused = 5;
    private const int NoMembers = 2;

    private static readonly string[] Verdicts = ["as is", "differs", "needs a reason", "refused", "not a member"];

    private static readonly List<Row> Rows = Read();

    [Fact]
    public void Table_Sections_AreTheTypesOfYarpsSchema()
    {
        var types = Model();

        Assert.Equal(Types, types.Count);
        Assert.Equal(types.Select(t => t.Name).Order(StringComparer.Ordinal), Rows.Select(r => r.Type).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Table_EveryPublicProperty_ListedOnce()
    {
        var properties = Model().SelectMany(t => Properties(t).Select(p => $"{t.Name}:{p.Name}")).ToList();

        Assert.Equal(Members, properties.Count);
        Assert.Equal(properties.Order(StringComparer.Ordinal), Rows.Select(r => $"{r.Type}:{r.Member}").Order(StringComparer.Ordinal));
        Assert.All(Rows, r => Assert.Contains(r.Verdict, Verdicts));
    }

    [Fact]
    public void Table_Refused_ExactlyWhatTheBinderRefuses() => AssertVerdict("refused", ConfigErrorCode.RefusedMember, Refused);

    [Fact]
    public void Table_NotAMember_ExactlyWhatTheBinderDoesNotKnow() => AssertVerdict("not a member", ConfigErrorCode.UnknownMember, NoMembers);

    private static void AssertVerdict(string verdict, string code, int count)
    {
        var bound = Model().SelectMany(t => Properties(t).Where(p => Finding(t, p.Name) == code).Select(p => $"{t.Name}:{p.Name}")).ToList();

        Assert.Equal(count, bound.Count);
        Assert.Equal(bound.Order(StringComparer.Ordinal), Rows.Where(r => r.Verdict == verdict).Select(r => $"{r.Type}:{r.Member}").Order(StringComparer.Ordinal));
    }

    // What the binder says about the name alone: null is a value that every member of a fragment may have.
    private static string? Finding(Type type, string member)
    {
        var at = new ConfigLocation("gateway.json", 1, 1);
        var node = new ConfigObject(at, "", [new ConfigMember(member, at, new ConfigScalar(at, member, ConfigScalarKind.Null, "null"))]);
        var errors = new ConfigErrors();
        new ConfigBinder(ConfigurationLoader.BinderOptions).Bind(type, node, errors, partial: true);
        return errors.Sorted().SingleOrDefault()?.Code;
    }

    private static List<Type> Model()
    {
        var found = new List<Type>();
        var open = new Queue<Type>([typeof(RouteConfig), typeof(ClusterConfig)]);
        while (open.TryDequeue(out var type))
        {
            if (found.Contains(type)) continue;
            found.Add(type);
            foreach (var property in Properties(type))
            {
                var held = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType;
                if (held.IsClass && held.Assembly == typeof(RouteConfig).Assembly) open.Enqueue(held);
            }
        }

        return found;
    }

    private static PropertyInfo[] Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    // The section "YARP's fields": a heading "### `Type`" and rows "| `Member` | verdict | …".
    private static List<Row> Read()
    {
        var rows = new List<Row>();
        string? type = null;
        var inSection = false;
        foreach (var line in File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "configuration.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) inSection = line == "## YARP's fields";
            else if (line.StartsWith("### `", StringComparison.Ordinal)) type = line.Split('`')[1];
            else if (inSection && type is not null && line.StartsWith("| `", StringComparison.Ordinal))
                rows.Add(new(type, line.Split('`')[1], line.Split('|')[2].Trim()));
        }

        return rows;
    }

    private sealed record Row(string Type, string Member, string Verdict);
}
