using System.Collections.Frozen;
using System.Text;

namespace Gateway.Policies.Configuration.Reading;

/// <summary>Where a value is being interpolated.</summary>
/// <param name="Directory">The directory of the configuration file: relative paths start here.</param>
/// <param name="Files">Every file that a source reads is added here, so that it can be watched.</param>
internal sealed record InterpolationContext(string Directory, ICollection<string> Files);

/// <summary>What a source answers: a value, or a problem with what would be allowed. A problem never contains a value.</summary>
internal readonly record struct InterpolationResult(string? Value, string Problem, string Allowed)
{
    public static InterpolationResult Of(string value) => new(value, "", "");

    public static InterpolationResult Failed(string problem, string allowed) => new(null, problem, allowed);
}

/// <summary>Resolves the argument of <c>${source:argument}</c>.</summary>
internal delegate InterpolationResult InterpolationSource(string argument, InterpolationContext context);

/// <summary>
/// Replaces <c>${source:argument}</c> in strings; <c>$${</c> is a literal <c>${</c>. What was put in is not looked at again, so
/// the content of a variable or file cannot name another one.
/// </summary>
internal sealed class ConfigInterpolation
{
    private readonly FrozenDictionary<string, InterpolationSource> _sources;

    private ConfigInterpolation(FrozenDictionary<string, InterpolationSource> sources) => _sources = sources;

    /// <summary>The environment of this process and files.</summary>
    public static ConfigInterpolation Default { get; } = From(Environment.GetEnvironmentVariable);

    /// <summary><c>env</c> answered by a function, and <c>file</c>.</summary>
    public static ConfigInterpolation From(Func<string, string?> environment) => new(
        new Dictionary<string, InterpolationSource>
        {
            ["env"] = (argument, _) => EnvironmentSource.Resolve(argument, environment),
            ["file"] = FileSource.Resolve,
        }.ToFrozenDictionary());

    /// <summary>The same with one more source.</summary>
    public ConfigInterpolation With(string name, InterpolationSource source) =>
        new(new Dictionary<string, InterpolationSource>(_sources) { [name] = source }.ToFrozenDictionary());

    /// <summary>The scalar of a text; problems are reported and leave it unresolved.</summary>
    public ConfigScalar Expand(string text, ConfigLocation location, string path, InterpolationContext context, ConfigErrors errors)
    {
        if (!text.Contains("${", StringComparison.Ordinal)) return new ConfigScalar(location, path, ConfigScalarKind.Text, text);

        var result = new StringBuilder();
        bool interpolated = false, failed = false;
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            if (rest.StartsWith("$${"))
            {
                result.Append("${");
                i += 2;
            }
            else if (rest.StartsWith("${"))
            {
                interpolated = true;
                var end = rest.IndexOf('}');
                var answer = end < 0
                    ? InterpolationResult.Failed("\"${\" without \"}\"", "${source:name}, or $${ for a literal ${")
                    : Resolve(rest[2..end].ToString(), context);
                if (answer.Value is null)
                {
                    failed = true;
                    errors.Add(new ConfigError(ConfigErrorCode.Interpolation, location, path, answer.Problem, answer.Allowed));
                }

                if (end < 0) break;
                result.Append(answer.Value);
                i += end;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return new ConfigScalar(location, path, ConfigScalarKind.Text, failed ? "" : result.ToString(), interpolated) { IsUnresolved = failed };
    }

    private InterpolationResult Resolve(string expression, InterpolationContext context)
    {
        var colon = expression.IndexOf(':');
        var name = colon < 0 ? expression : expression[..colon];
        if (colon < 0 || !_sources.TryGetValue(name, out var source))
        {
            var names = string.Join(", ", _sources.Keys.Order(StringComparer.Ordinal).Select(s => $"${{{s}:…}}"));
            return InterpolationResult.Failed($"the unknown source \"{(name.Length > 40 ? name[..40] + "…" : name)}\"", $"{names}, or $${{ for a literal ${{");
        }

        return source(expression[(colon + 1)..], context);
    }
}
