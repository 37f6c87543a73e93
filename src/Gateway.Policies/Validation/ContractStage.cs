using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Inventory;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Responses;

namespace Gateway.Policies.Validation;

/// <summary>Finds the operation that a request is, and holds the request against it: path, method, parameters, then the body.</summary>
/// <param name="options">The route's options.</param>
/// <param name="document">The contract.</param>
/// <param name="bodies">Checks bodies; null when requests are not checked.</param>
/// <param name="rejections">The refusals.</param>
/// <param name="responses">Checks answers; null when they are not.</param>
/// <param name="inventory">Counts what is asked for.</param>
/// <param name="reports">Where what is wrong goes when requests pass all the same; null when they are refused at the first.</param>
internal sealed class ContractStage(
    ValidationOptions options, ContractDocument document, BodyCheck? bodies, ValidationRejections rejections, ResponseCheck? responses, ContractInventory inventory, RejectionWriter? reports = null) : RequestStage
{
    private readonly bool _refusesOperations = bodies is not null && options.UnknownOperations is UndeclaredMode.Refuse;
    private readonly bool _refusesMethods = bodies is not null && options.UnknownMethods is UndeclaredMode.Refuse;
    private readonly ParameterCheck _parameters = new(options.UnknownQueryParameters is UndeclaredMode.Refuse, inventory, seeksAll: reports is not null);

    /// <summary>What clients ask for, declared or not.</summary>
    public ContractInventory Inventory => inventory;

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var context = exchange.Context;
        var scratch = ValueScratch.Current;
        var method = ContractPath.MethodOf(context);
        if (document.Find(context.Request.Path.Value, scratch.Captures, out var path) is not { } declared)
        {
            inventory.UndeclaredPath(method, context.Request.Path.Value);
            return _refusesOperations ? Decision.Reject(rejections.UnknownOperation) : Decision.Continue;
        }

        if (declared.Find(method) is not { } operation)
        {
            inventory.UndeclaredMethod(method, declared);
            return _refusesMethods ? Decision.Reject(ValidationRejections.UnknownMethod(declared)) : Decision.Continue;
        }

        inventory.Called(operation);
        exchange.Operation = operation;
        if (responses is not null && operation.Responses is not null)
        {
            exchange.ResponseCheck = responses;
            AcceptedCodings.Restrict(context.Request.Headers);
        }

        if (bodies is null) return Decision.Continue;

        List<ContractViolation>? violations = null;
        _parameters.Check(operation, context, path, scratch, ref violations);
        if (violations is not null)
        {
            if (reports is null) return Decision.Reject(rejections.Of(operation.Id, violations));
            // The body is looked at, too: who goes through the reports is to see all that is wrong at once.
            foreach (var found in rejections.Each(operation.Id, violations)) reports.Report(exchange, ValidationPolicy.PolicyName, found);
        }

        var pending = bodies.CheckAsync(exchange, operation.Id, operation.Body);
        return pending.IsCompletedSuccessfully ? Decide(pending.GetAwaiter().GetResult(), exchange) : Awaited(pending, exchange);
    }

    private Decision Decide(Rejection? rejection, Exchange exchange)
    {
        if (rejection is null)
        {
            if (reports is null) exchange.AcceptedOperation = exchange.Operation;
            return Decision.Continue;
        }

        if (rejection.Reason is ValidationRejections.MediaTypeUnknown) inventory.UndeclaredMediaType(exchange.Operation!, exchange.Context.Request.ContentType!);
        return Decision.Reject(rejection);
    }

    private async ValueTask<Decision> Awaited(ValueTask<Rejection?> pending, Exchange exchange) => Decide(await pending, exchange);
}
