namespace Gateway.Policies.Configuration;

/// <summary>
/// What a validator of options gets: the whole gateway's options for references, and a way to report at the right place. What is said
/// about a member that has an error already is not kept: it would only follow from that.
/// </summary>
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
    public void Add(ConfigError finding) => errors.AddFinding(finding);

    /// <summary>Whether a member of the options has an error already, so that what another member lacks because of it is no finding.</summary>
    public bool IsInError(string member)
    {
        var (target, rest) = Locate(member);
        return errors.Explain(PathOf(target, rest), rest.Length == 0 ? target : null);
    }

    /// <summary>The same by the JSON path from the root ("Gateway:Redis"), for what options refer to.</summary>
    public bool IsInErrorAt(string path) => errors.Explain(path);

    /// <summary>Whether any error about exactly this member was reported, by whichever check.</summary>
    internal bool HasErrorAt(string path) => errors.Has(path);

    /// <summary>The same validation seen from a member, for options that nest.</summary>
    public OptionsValidation At(string member) => new(Gateway, Locate(member).Node, errors);

    private void Report(string member, string found, string allowed, string code, ConfigSeverity severity)
    {
        var (target, rest) = Locate(member);
        var path = PathOf(target, rest);
        if (errors.Explain(path, rest.Length == 0 ? target : null)) return;
        errors.AddFinding(new ConfigError(code, target.Location, path, found, allowed, severity));
    }

    private static string PathOf(ConfigNode target, string rest) =>
        rest.Length == 0 ? target.Path : target.Path.Length == 0 || rest[0] == '[' ? target.Path + rest : $"{target.Path}:{rest}";

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
