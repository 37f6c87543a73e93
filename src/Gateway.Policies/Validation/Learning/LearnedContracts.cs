using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Validation.Learning;

/// <summary>What the process has learned of each route; a reload that leaves a route learning leaves it what it knows.</summary>
internal sealed class LearnedContracts
{
    private readonly SharedByKey<string, LearnedContract> _byRoute = new(static _ => new LearnedContract());

    public LearnedContract Of(string route) => _byRoute.Get(route);
}
