using System.Text.Json.Nodes;
using Gateway.Policies.Configuration;
using Gateway.Policies.Validation;
using Gateway.Policies.Validation.Inventory;
using Gateway.Policies.Validation.Learning;

namespace Gateway.Admin;

/// <summary>/contracts: what clients asked for beside what the contracts of their routes declare, and contracts learned of routes that have none, as this process has seen it.</summary>
internal sealed class AdminContracts(CurrentSnapshot snapshots)
{
    public AdminAnswer Answer() => AdminAnswer.Of(StatusCodes.Status200OK, new JsonObject
    {
        ["contracts"] = new JsonArray([.. Stages<ContractStage>().Select(static s => Describe(s.Route, s.Stage.Inventory))]),
    });

    /// <summary>A first OpenAPI document of a route that is learning.</summary>
    public AdminAnswer Learned(string route)
    {
        var learning = new List<string>();
        foreach (var (id, stage) in Stages<LearnStage>())
        {
            if (id == route) return AdminAnswer.Of(StatusCodes.Status200OK, stage.Learned.ToDocument(route));
            learning.Add(id);
        }

        var allowed = learning.Count == 0 ? "a route with \"Validation\": { \"Learn\": true }; there is none" : string.Join(", ", learning);
        return AdminAnswer.Problem(StatusCodes.Status404NotFound, "no-such-contract", "No contract is learned there", $"found the route {route}; allowed: {allowed}");
    }

    // A route has at most one stage of each kind.
    private IEnumerable<(string Route, T Stage)> Stages<T>()
    {
        foreach (var plan in snapshots.Value.Plans.Values.OrderBy(static p => p.RouteId, StringComparer.Ordinal))
        {
            foreach (var planned in plan.RequestStages)
                if (planned.Stage is T stage) yield return (plan.RouteId, stage);
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
