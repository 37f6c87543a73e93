using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>What <c>ctl</c> changed for the rest of one transaction.</summary>
internal sealed class Controls(RuleSet rules)
{
    private readonly ulong[] _removed = new ulong[(rules.RuleCount + 63) / 64];
    private readonly ulong[] _exclusions = new ulong[(rules.Exclusions.Length + 63) / 64];
    private bool _anyRemoved;
    private bool _anyExclusion;
    private RuleExclusions? _own;

    public EngineMode Engine { get; set; } = rules.Settings.Engine;

    public bool RequestBodyAccess { get; private set; } = rules.Settings.RequestBodyAccess;

    public bool ForceRequestBodyVariable { get; private set; }

    /// <summary>The worst severity of a matched rule; 255 while there is none.</summary>
    public int HighestSeverity { get; set; } = 255;

    public void Set(ControlSwitch control, bool on)
    {
        if (control == ControlSwitch.RequestBodyAccess) RequestBodyAccess = on;
        else ForceRequestBodyVariable = on;
    }

    public void Remove(ulong[] removed)
    {
        for (var i = 0; i < removed.Length; i++) _removed[i] |= removed[i];
        _anyRemoved = true;
    }

    /// <summary>Exclusions from outside the rules, for the whole transaction.</summary>
    public void Use(RuleExclusions exclusions)
    {
        _own = exclusions;
        Remove(exclusions.Removed);
    }

    public bool IsRemoved(int rule) => _anyRemoved && (_removed[rule >> 6] >> (rule & 63) & 1) != 0;

    public void Exclude(int exclusion)
    {
        _exclusions[exclusion >> 6] |= 1UL << (exclusion & 63);
        _anyExclusion = true;
    }

    /// <summary>Whether an exclusion is in force that means this rule.</summary>
    public bool MayExclude(Rule rule)
    {
        if (_own is not null && _own.Names(rule.Index)) return true;
        if (!_anyExclusion) return false;
        var mask = rule.ExclusionMask;
        for (var i = 0; i < mask.Length; i++)
            if ((mask[i] & _exclusions[i]) != 0) return true;
        return false;
    }

    public bool IsExcluded(Rule rule, Collection collection, ReadOnlySpan<byte> name, ReadOnlySpan<byte> place = default)
    {
        if (_own is not null && _own.IsExcluded(rule.Index, collection, name, place)) return true;
        foreach (var exclusion in rule.Exclusions)
        {
            var target = rules.Exclusions[exclusion];
            if (target.Collection == collection && (_exclusions[exclusion >> 6] >> (exclusion & 63) & 1) != 0 && target.Selector.Matches(name)) return true;
        }

        return false;
    }

    public void Reset()
    {
        if (_anyRemoved) Array.Clear(_removed);
        if (_anyExclusion) Array.Clear(_exclusions);
        _anyRemoved = _anyExclusion = false;
        _own = null;
        Engine = rules.Settings.Engine;
        RequestBodyAccess = rules.Settings.RequestBodyAccess;
        ForceRequestBodyVariable = false;
        HighestSeverity = 255;
    }
}
