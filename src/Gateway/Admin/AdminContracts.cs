using System.Text.Json.Nodes;
using Gateway.Policies.Configuration;
using Gateway.Policies.Validation;
using Gateway.Policies.Validation.Inventory;

namespace Gateway.Admin;

/// <summary>/contracts: what clients asked for beside what the contracts of their routes declare, as this process has seen it.</summary>
internal sealed class AdminContracts(CurrentSnapshot snapshots)
{
    public AdminAnswer Answer() => AdminAnswer.Of(StatusCodes.Status200OK, new JsonObject
    {
        ["contracts"] = new JsonArray([.. Inventories().Select(static i => Describe(i.Route, i.Inventory))]),
    });

    private IEnumerable<(string Route, ContractInventory Inventory)> Inventories()
    {
        foreach (var plan in snapshots.Value.Plans.Values.OrderBy(static p => p.RouteId, StringComparer.Ordinal))
        {
            foreach (var stage in plan.RequestStages)
                if (stage.Stage is ContractStage { Inventory: { } inventory }) yield return (plan.RouteId, inventory);
        }
    }

    private static JsonObject Describe(string route, ContractInventory inventory) => new()
    {
        ["route"] = route,
        ["document"] = Path.GetFileName(inventory.Contract.File),
        ["since"] = inventory.Since.UtcDateTime,
        ["operations"] = new JsonArray([.. inventory.Calls().Select(static c => (JsonNode)new JsonObject
        {
            ["operation"] = c.Operation.Id,
            ["method"] = c.Operation.Method,
            ["calls"] = c.Calls,
        })]),
        ["undeclared"] = new JsonArray([.. inventory.Undeclared().Select(static u => (JsonNode)new JsonObject
        {
            ["kind"] = Name(u.Kind),
            ["name"] = u.Name,
            ["count"] = u.Count,
            ["surplus"] = u.Surplus,
        })]),
        ["givenUp"] = inventory.GivenUp,
    };

    private static string Name(UndeclaredKind kind) => kind switch
    {
        UndeclaredKind.Path => "path",
        UndeclaredKind.Method => "method",
        UndeclaredKind.MediaType => "media-type",
        _ => "query-parameter",
    };
}
