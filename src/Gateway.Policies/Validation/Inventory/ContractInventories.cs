using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Inventory;

/// <summary>The inventories of the process: a reload that leaves a route its contract leaves it its counts.</summary>
internal sealed class ContractInventories(TimeProvider time)
{
    private readonly SharedByKey<(string Route, ContractDocument Contract), ContractInventory> _byRoute = new(key => new ContractInventory(key.Contract, time.GetUtcNow()));

    public ContractInventory Of(string route, ContractDocument contract) => _byRoute.Get((route, contract));
}
