using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Waf.Explaining;
using Gateway.Policies.Waf.Rules;
using Gateway.SecLang.Parsing;
using Gateway.SecLang.Testing;

namespace Gateway.Policies.Waf;

/// <summary>Loads the rules, so that each of their mistakes is a finding of the configuration.</summary>
internal static class WafOptionsValidator
{
    private static readonly RawRequest PlainRequest = RawRequest.Parse("GET / HTTP/1.1\r\nHost: api.example\r\nUser-Agent: curl/8\r\nAccept: */*\r\n\r\n"u8.ToArray());

    public const string Remedy = "files that exist; the Core Rule Set comes with: apt-get install modsecurity-crs";

    public static void Validate(WafOptions options, WafRuleStore store, OptionsValidation validation)
    {
        // Whoever switches the policy off may do so because there are no rules.
        if (options.Mode is PolicyMode.Off) return;
        if (options is { ParanoiaLevel: { } level, DetectionParanoiaLevel: { } detection } && detection < level)
            validation.Error("DetectionParanoiaLevel", $"{detection} below ParanoiaLevel {level}", $"{level} to 4", ConfigErrorCode.Conflict);
        if (options.EnforcePercent < 100 && options.Mode is PolicyMode.Report)
            validation.Warn("EnforcePercent", $"{options.EnforcePercent} with Mode Report, which refuses nothing", "Mode Enforce, or no EnforcePercent", ConfigErrorCode.Conflict);
        var parsed = CheckExclusions(options, validation);
        if (!CheckFiles(options, validation)) return;
        var loaded = options.Loaded = store.Load(WafRuleSettings.Of(options));
        foreach (var finding in loaded.Findings) validation.Add(finding);
        if (loaded.Findings.FirstOrDefault(static f => f.Severity is ConfigSeverity.Error) is { } first)
            validation.Error("Rules", $"rules with errors, the first at {first.Location}", "rules without errors", ConfigErrorCode.Material);
        if (loaded.Rules is not { } rules) return;
        foreach (var (index, exclusion) in parsed)
            if (!rules.Rules.Any(exclusion.Means))
                validation.Warn($"Exclusions[{index}]", "no rule that it means", "ids or tags of rules in the files of Rules", ConfigErrorCode.UnknownReference);
        foreach (var name in options.Variables.Keys.Where(n => rules.UnknownVariables.Contains(n, StringComparer.OrdinalIgnoreCase)))
            validation.Warn($"Variables:{name}", $"{name}, which no rule reads", "a variable of the rules, such as allowed_methods or max_num_args", ConfigErrorCode.UnknownReference);
        if (new WafTrial(rules, options, isRoute: true).Run(PlainRequest, answer: null).Verdict is { } verdict)
            validation.Warn("Rules", $"rules that refuse a plain GET of /: rule {verdict.RuleId}", "rules that let it pass; crs-setup.conf stands in front of those of the Core Rule Set", ConfigErrorCode.Conflict);
    }

    private static bool CheckFiles(WafOptions options, OptionsValidation validation)
    {
        var complete = true;
        for (var i = 0; i < options.Rules.Count; i++)
        {
            if (options.Rules[i].Length > 0 && RuleFiles.Find(options.Rules[i], "/").Count > 0) continue;
            complete = false;
            validation.Error($"Rules[{i}]", options.Rules[i].Length == 0 ? "nothing" : $"no file {options.Rules[i]}", Remedy, ConfigErrorCode.Material);
        }

        return complete;
    }

    private static List<(int Index, RuleExclusion Exclusion)> CheckExclusions(WafOptions options, OptionsValidation validation)
    {
        var parsed = new List<(int, RuleExclusion)>();
        for (var i = 0; i < options.Exclusions.Count; i++)
        {
            var member = $"Exclusions[{i}]";
            var exclusion = options.Exclusions[i];
            if (exclusion.RuleIds.Count + exclusion.Tags.Count + exclusion.Targets.Count == 0)
                validation.Error(member, "nothing that it excludes", "RuleIds, Tags or Targets", ConfigErrorCode.Policy);
            else if (WafExclusions.Parse(exclusion, out var problem) is { } valid)
                parsed.Add((i, valid));
            else
                validation.Error(member, problem, "ids such as 942100-942199, tags such as attack-sqli, targets such as ARGS:password, REQUEST_COOKIES:/^_ga/ or $.profile.bio", ConfigErrorCode.Policy);
        }

        return parsed;
    }
}
