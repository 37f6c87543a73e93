using System.Buffers;
using System.Reflection;
using Gateway.Fuzz.Targets;
using Microsoft.Extensions.Primitives;

namespace Gateway.UnitTests.Fuzzing;

/// <summary>A parser that somebody adds has a target, or a reason why not.</summary>
public sealed class ParserCoverageTests
{
    private static readonly string[] Verbs = ["TryParse", "Parse", "TryRead", "Read", "ReadText", "ReadBytes", "ReadEntry", "Scan", "Canonicalize", "TryCanonicalize", "Decode", "TryDecode", "Normalize", "TryGetId", "Shape", "Open", "HasDuplicate", "Expand"];

    private static readonly Type[] Texts =
        [typeof(string), typeof(byte[]), typeof(ReadOnlySpan<byte>), typeof(ReadOnlySpan<char>), typeof(ReadOnlyMemory<byte>), typeof(ReadOnlySequence<byte>), typeof(StringValues)];

    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["Gateway.Policies.Configuration.IConfigScalar"] = "an interface",
        ["Gateway.Policies.Configuration.Reading.BoundedFile"] = "reads files",
        ["Gateway.Policies.Configuration.Reading.ConfigReader"] = "files around ConfigParser, which has a target; IncludeTests",
        ["Gateway.Policies.Configuration.Reading.IncludePattern"] = "looks for files; IncludeTests",
        ["Gateway.Policies.Configuration.Binding.MemberRules"] = "reads our own attributes",
        ["Gateway.Policies.Authentication.Jwt.Keys.FileKeySource"] = "reads a file for KeySetDocument, which has a target",
        ["Gateway.Policies.Authentication.ApiKey.FileChange"] = "reads a file's time",
        ["Gateway.Hosting.Http2Floods.MeteredOutput"] = "Http2FrameScanner over a pipe, which has a target",
        ["Gateway.JsonSchema.Compilation.MetaSchemas"] = "reads our own resources",
        ["Gateway.Policies.Validation.OpenApi.SecuritySchemeReader"] = "reads a part of the documents that OpenApiReader has a target for",
        ["Gateway.Policies.Waf.Explaining.FtwFiles"] = "finds the operator's own test files for YamlDotNet",
        ["Gateway.Policies.Waf.Explaining.TrialRequest"] = "reads what the operator has written down, at a command",
        ["Gateway.Cli.LimitsCall"] = "shows what the operator's own gateway answers",
    };

    [Fact]
    public void Parsers_OfEachAssembly_HaveATargetOrAReason()
    {
        var covered = FuzzTargets.All.SelectMany(static t => t.Parsers).Select(Name).ToHashSet();
        Type[] parsers =
        [
            .. new[] { typeof(Gateway.Policies.PolicyCatalog).Assembly, typeof(Gateway.Hosting.ProxyProtocol.ProxyHeaderParser).Assembly, typeof(Gateway.JsonSchema.JsonSchemaValidator).Assembly }
                .SelectMany(static a => a.GetTypes()).Where(static t => t.DeclaringType is null && !t.IsAssignableTo(typeof(Stream)) && Methods(t).Any()),
        ];
        string[] missing = [.. parsers.Select(Name).Where(n => !covered.Contains(n) && !Exempt.ContainsKey(n))];
        Assert.True(missing.Length == 0, $"{missing.Length} parsers without a target: {string.Join(' ', missing)}");
        Assert.DoesNotContain(Exempt.Keys, n => covered.Contains(n) || !parsers.Select(Name).Contains(n));
        Assert.Equal(13, Exempt.Count);
        Assert.True(parsers.Length >= 45, $"{parsers.Length} parsers");
    }

    private static IEnumerable<MethodInfo> Methods(Type type) => type
        .GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(static m => Verbs.Contains(m.Name) && m.GetParameters() is [var first, ..] && Texts.Contains(first.ParameterType.IsByRef ? first.ParameterType.GetElementType() : first.ParameterType));

    private static string Name(Type type) => type.FullName!.Split('`')[0];
}
