using Gateway.Policies.Authorization;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Inventory;
using Gateway.Policies.Validation.Parameters;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation.Security;

/// <summary>
/// Authorization of a route whose document decides access, too: (1) finds the operation, (2) lets pass without an identity what both the document and the
/// route open, (3) asks the route's own rules, (4) refuses what the document does not have, (5) asks the document.
/// </summary>
/// <remarks>It stands in Authorization, not in Validation, so that the modes of Validation, which are about shapes, open nothing.</remarks>
/// <param name="document">The contract.</param>
/// <param name="access">Who may, by the numbers of the requirements.</param>
/// <param name="mayOpen">The route lets the document open operations.</param>
/// <param name="route">The rules of the route.</param>
/// <param name="inventory">Counts what is asked for and not declared, because the request ends here; null where it goes on to be counted by Validation.</param>
internal sealed class DocumentAccessStage(ContractDocument document, OperationAccess[] access, bool mayOpen, AuthorizationStage route, ContractInventory? inventory) : RequestStage
{
    private static readonly Rejection Unknown = new() { Status = StatusCodes.Status404NotFound, Title = "Not found", Reason = "operation-unknown" };

    public override ValueTask<Decision> DecideAsync(Exchange exchange) => Decide(exchange);

    private Decision Decide(Exchange exchange)
    {
        var context = exchange.Context;
        var path = context.Request.Path.Value;
        var method = ContractPath.MethodOf(context);
        var declared = document.Find(path, ValueScratch.Current.Captures, out _);
        var operation = declared?.Find(method);
        // An operation of which the document says nothing is not one that it opens.
        var needed = operation?.Security is { } security ? access[security.Number] : null;
        if (exchange.Identity is not { } identity)
            return mayOpen && needed is { IsForEverybody: true } ? Decision.Continue : route.Decide(exchange);
        if (route.Decide(exchange) is { IsContinue: false } refused) return refused;
        if (operation is null) return Decision.Reject(Undeclared(method, path, declared));
        return needed?.Refuse(identity, operation.Id) is { } rejection ? Decision.Reject(rejection) : Decision.Continue;
    }

    private Rejection Undeclared(string method, string? path, ContractPath? declared)
    {
        if (declared is null)
        {
            inventory?.UndeclaredPath(method, path);
            return Unknown;
        }

        inventory?.UndeclaredMethod(method, declared);
        return ValidationRejections.UnknownMethod(declared);
    }
}
