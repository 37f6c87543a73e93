namespace Gateway.Policies.Waf.Rules;

/// <summary>
/// Compiled rules by their settings, so that a thousand routes with the same files have one rule set, before and after a reload, as long as the files say the same. Used when
/// configurations are loaded, never by a request.
/// </summary>
internal sealed class WafRuleStore
{
    private readonly Dictionary<WafRuleSettings, WeakReference<LoadedRules>> _rules = [];
    private readonly Lock _lock = new();

    // Nobody holds what has errors, and the next route asks for it again.
    private LoadedRules? _last;

    public LoadedRules Load(WafRuleSettings settings)
    {
        lock (_lock)
        {
            if (_rules.TryGetValue(settings, out var known) && known.TryGetTarget(out var rules) && rules.IsCurrent()) return _last = rules;
            foreach (var (dead, _) in _rules.Where(static r => !r.Value.TryGetTarget(out _)).ToArray()) _rules.Remove(dead);
            rules = LoadedRules.Load(settings);
            _rules[settings] = new WeakReference<LoadedRules>(rules);
            return _last = rules;
        }
    }
}
