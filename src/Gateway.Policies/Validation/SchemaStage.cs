using Gateway.JsonSchema;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation;

/// <summary>Holds requests against JSON schemas of the route's own: header fields, the query, then a JSON body.</summary>
internal sealed class SchemaStage(ValidationOptions options, SchemaContract contract, BodyCheck bodies, ValidationRejections rejections, RejectionWriter? reports = null) : RequestStage
{
    private const string Operation = "schema";

    // Of ranges the type of the message decides: "+json" is JSON.
    private static readonly string[] Types = ["application/json", "text/json", "application/*", "text/*"];
    private readonly bool _refusesUnknown = options.UnknownQueryParameters is UndeclaredMode.Refuse;
    private readonly ContractBody? _body = contract.Body is { } schema ? new ContractBody(IsRequired: false, Json(schema)) : null;
    private readonly ContractBody? _requiredBody = contract.Body is { } schema ? new ContractBody(IsRequired: true, Json(schema)) : null;

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var request = exchange.Context.Request;
        if (contract.Headers?.Judge(request.Headers) is { } head && !Passes(exchange, head)) return Decision.Reject(rejections.Of(Operation, head));
        if (contract.Query?.Judge(QueryPair.TextOf(request), "query", _refusesUnknown) is { } fault && !Passes(exchange, fault)) return Decision.Reject(rejections.Of(Operation, fault));
        if (_body is null) return Decision.Continue;
        var method = request.Method;
        var needsBody = HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method);
        var pending = bodies.CheckAsync(exchange, Operation, needsBody ? _requiredBody : _body);
        return pending.IsCompletedSuccessfully ? Decide(pending.GetAwaiter().GetResult()) : Awaited(pending);
    }

    // Requests that pass all the same are looked at to the end.
    private bool Passes(Exchange exchange, BodyFault fault)
    {
        reports?.Report(exchange, ValidationPolicy.PolicyName, rejections.Of(Operation, fault));
        return reports is not null;
    }

    private static ContractContents Json(JsonSchemaValidator schema) => new(
    [
        .. Types.Select(type => new ContractContent
        {
            Range = MediaRange.Parse(type)!,
            Kind = type.EndsWith('*') ? null : BodyKind.Json,
            Schema = schema,
            // Of other types than JSON nothing is known, which refuses them.
            Shape = new SchemaShape { Types = ValueTypes.None },
        }),
    ]);

    private static Decision Decide(Rejection? rejection) => rejection is null ? Decision.Continue : Decision.Reject(rejection);

    private static async ValueTask<Decision> Awaited(ValueTask<Rejection?> pending) => Decide(await pending);
}
