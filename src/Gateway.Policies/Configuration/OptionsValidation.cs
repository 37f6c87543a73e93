namespace Gateway.Policies.Configuration;

/// <summary>What a validator of options gets: the whole gateway's options for references, and a way to report at the right place.</summary>
/// <param name="gateway">The options that apply to the whole gateway.</param>
/// <param name="node">The node that the options were bound from.</param>
/// <param name="errors">Where findings go.</param>
public sealed class OptionsValidation(GatewayOptions gateway, ConfigNode node, ConfigErrors errors)
{
    public GatewayOptions Gateway { get; } = gateway;

    /// <summary>Reports an error at a member, given relative to the options ("Rules:per-consumer:By[1]"); "" is the object itself.</summary>
    public void Error(string member, string found, string allowed, string code = ConfigErrorCode.Policy) =>
        Report(member, found, allowed, code, ConfigSeverity.Error);

    /// <summary>Reports something that is allowed but probably not meant.</summary>
    public void Warn(string member, string found, string allowed, string code = ConfigErrorCode.Unsafe) =>
        Report(member, found, allowed, code, ConfigSeverity.Warning);

    /// <summary>Passes on a finding about another file, which the configuration refers to.</summary>
    public void Add(ConfigError finding) => errors.Add(finding);

    /// <summary>The same validation seen from a member, for options that nest.</summary>
    public OptionsValidation At(string member) => new(Gateway, Locate(member).Node, errors);

    private void Report(string member, string found, string allowed, string code, ConfigSeverity severity)
    {
        var (target, rest) = Locate(member);
        var path = rest.Length == 0 ? target.Path : $"{target.Path}:{rest}";
        errors.Add(new ConfigError(code, target.Location, path, found, allowed, severity));
    }

    // Walks as far as the member exists: a missing member is reported at the object that lacks it.
    private (ConfigNode Node, string Remainder) Locate(string member)
    {
        var current = node;
        while (member.Length > 0)
        {
            var end = member.AsSpan(1).IndexOfAny(':', '[') is var i and >= 0 ? i + 1 : member.Length;
            var step = member[..end];
            ConfigNode? next = current switch
            {
                ConfigArray array when step[0] == '[' && int.TryParse(step.AsSpan(1, step.Length - 2), out var index)
                    && index < array.Items.Count => array.Items[index],
                ConfigObject o => o.Find(step)?.Value,
                _ => null,
            };
            if (next is null) break;
            current = next;
            member = member[end..].TrimStart(':');
        }

        return (current, member);
    }
}
