using Gateway.Policies.Configuration;

namespace Gateway.Policies.Waf;

/// <summary>Rules that are not run, or targets that they do not look at.</summary>
public sealed class WafExclusion
{
    /// <summary>Ids of rules and ranges of them, e.g. "942100" or "942100-942199". Default: none.</summary>
    [AllowedCount(0, 100)]
    [AllowedPattern("^[0-9]{1,10}(-[0-9]{1,10})?$", "the id of a rule or a range of them, e.g. \"942100\" or \"942100-942199\"")]
    public List<string> RuleIds { get; set; } = [];

    /// <summary>Patterns that are found in a tag of the rules, e.g. "attack-sqli". With RuleIds, both are meant. Default: none.</summary>
    [AllowedCount(0, 100)]
    public List<string> Tags { get; set; } = [];

    /// <summary>
    /// What those rules do not look at: a variable ("REQUEST_BODY"), one of its values by name ("ARGS:password") or by a pattern of names ("REQUEST_COOKIES:/^_ga/"), or a
    /// place in JSON bodies with all below it ("$.profile.bio", "$.items[*].html"). Without RuleIds and Tags no rule looks at it. Default: none, the rules are not run.
    /// </summary>
    [AllowedCount(0, 100)]
    public List<string> Targets { get; set; } = [];

    /// <summary>Why, for whoever reads the configuration later. Default: none.</summary>
    public string? Comment { get; set; }
}
