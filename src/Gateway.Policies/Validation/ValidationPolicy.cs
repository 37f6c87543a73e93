using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Inventory;
using Gateway.Policies.Validation.Learning;
using Gateway.Policies.Validation.Responses;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.Validation;

/// <summary>Holds requests and answers against a contract: an OpenAPI document, or JSON schemas.</summary>
internal sealed class ValidationPolicy : Policy<ValidationOptions>
{
    public const string PolicyName = "Validation";

    private readonly ContractStore _store = new();

    public override string Name => PolicyName;

    /// <summary>Null where neither requests nor answers are looked at.</summary>
    public static RequestStage? Compile(PolicyOptions policyOptions, RouteCompilation route)
    {
        var options = (ValidationOptions)policyOptions;
        var checksRequests = options.Weaker(options.Request) is not PolicyMode.Off;
        if (!checksRequests && options.ResponseMode is ResponseMode.Off) return null;
        var services = route.Services;
        var parts = new BodyParts(
            services.GetRequiredService<BodyBuffering>(), services.GetRequiredService<BodyDecoding>(),
            services.GetRequiredService<RequestBodyBudget>(), services.GetRequiredService<RejectionWriter>());
        if (options.Learn) return new LearnStage(options, parts, services.GetRequiredService<LearnedContracts>().Of(route.RouteId));
        var rejections = new ValidationRejections(options.Detail);
        var bodies = checksRequests ? new BodyCheck(options, ScansJson(route), parts, rejections) : null;
        var reports = options.RequestMode is PolicyMode.Enforce ? null : parts.Rejections;
        return options.Contract switch
        {
            { Document: { } document } => new ContractStage(options, document, bodies, rejections, Responses(options, parts), services.GetRequiredService<ContractInventories>().Of(route.RouteId, document), reports),
            { Schemas: { } schemas } => new SchemaStage(options, schemas, bodies!, rejections, reports),
            _ => throw new InvalidOperationException($"The contract of route {route.RouteId} has not been loaded."),
        };
    }

    protected override void Validate(ValidationOptions options, OptionsValidation validation) => ValidationOptionsValidator.Validate(options, _store, validation);

    // RequestLimits has done it where it enforces.
    private static bool ScansJson(RouteCompilation route) =>
        route.Effective.GetValueOrDefault("RequestLimits") is not RequestLimitsOptions { Mode: PolicyMode.Enforce, Json.Enabled: true };

    private static ResponseCheck? Responses(ValidationOptions options, BodyParts parts) =>
        options.ResponseMode is ResponseMode.Off ? null : new ResponseCheck(options, parts);
}
