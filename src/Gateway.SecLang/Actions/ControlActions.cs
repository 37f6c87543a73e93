using Gateway.SecLang.Bodies;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Gateway.SecLang.Parsing;

namespace Gateway.SecLang.Actions;

/// <summary><c>ctl:ruleEngine</c>.</summary>
internal sealed class SetEngineMode(EngineMode mode) : LinkAction
{
    public override void Execute(Transaction transaction) => transaction.Controls.Engine = mode;
}

/// <summary><c>ctl:ruleRemoveById</c> and its like: the rules it means are known at load, so that it costs one OR per request.</summary>
internal sealed class RemoveRules(RuleFilter filter) : LinkAction
{
    private ulong[] _rules = [];

    public RuleFilter Filter => filter;

    /// <summary>The rules, by their index.</summary>
    public ulong[] Rules => _rules;

    /// <summary>Called once, when all rules are known.</summary>
    public void Bind(ulong[] rules) => _rules = rules;

    public override void Execute(Transaction transaction) => transaction.Controls.Remove(_rules);
}

/// <summary><c>ctl:ruleRemoveTargetById</c> and its like.</summary>
internal sealed class RemoveTargets(RuleFilter filter, Target target) : LinkAction
{
    private int _exclusion = -1;

    public RuleFilter Filter => filter;

    public Target Target => target;

    /// <summary>Called once, when all rules are known; -1 where it means no rule at all.</summary>
    public void Bind(int exclusion) => _exclusion = exclusion;

    public override void Execute(Transaction transaction)
    {
        if (_exclusion >= 0) transaction.Controls.Exclude(_exclusion);
    }
}

/// <summary><c>ctl:requestBodyProcessor</c>.</summary>
internal sealed class SetBodyProcessor(BodyProcessor processor) : LinkAction
{
    public override void Execute(Transaction transaction)
    {
        // From phase 2 on the body has been read.
        if (transaction.Phase == 1) transaction.Request.Body.Change(processor);
    }
}

/// <summary>The controls that are on or off: what reads bodies looks at them.</summary>
internal sealed class SetSwitch(ControlSwitch control, bool on) : LinkAction
{
    public override void Execute(Transaction transaction)
    {
        transaction.Controls.Set(control, on);
        if (control == ControlSwitch.ForceRequestBodyVariable) transaction.Request.Body.ForceVariable = on;
    }
}
