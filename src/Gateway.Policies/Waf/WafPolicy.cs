using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Waf.Forms;
using Gateway.Policies.Waf.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.Waf;

/// <summary>Holds requests, and answers if wanted, against rules in the language of ModSecurity.</summary>
internal sealed class WafPolicy : Policy<WafOptions>
{
    public const string PolicyName = "Waf";

    private readonly WafRuleStore _store = new();

    public override string Name => PolicyName;

    public static RequestStage Compile(PolicyOptions options, RouteCompilation route)
    {
        var waf = (WafOptions)options;
        var rules = waf.Loaded?.Rules ?? throw new InvalidOperationException($"The rules of route {route.RouteId} have not been loaded.");
        return new WafStage(waf, rules, WafExclusions.Bind(rules, waf.Exclusions), ContractForms.For(waf, rules, route.Effective), route.Services.GetRequiredService<WafParts>());
    }

    protected override void Validate(WafOptions options, OptionsValidation validation) => WafOptionsValidator.Validate(options, _store, validation);
}
