using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation;
using Gateway.Policies.Validation.Inventory;
using Gateway.Policies.Validation.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.Authorization;

/// <summary>Whether the verified caller may use the route: by scopes, roles, permissions and claims.</summary>
internal sealed class AuthorizationPolicy : Policy<AuthorizationOptions>
{
    public const string PolicyName = "Authorization";

    public override string Name => PolicyName;

    public override bool DecidesAccess => true;

    // Off would be AnyAuthenticated without saying so.
    public override bool CanBeOff => false;

    protected override void Validate(AuthorizationOptions options, OptionsValidation validation) =>
        AuthorizationOptionsValidator.Validate(options, validation);

    /// <summary>The stage of a route; it also stands where every authenticated caller may pass, and refuses when nobody was authenticated.</summary>
    internal static RequestStage? Compile(AuthorizationOptions options, RouteCompilation compilation)
    {
        var authentication = compilation.Effective.GetValueOrDefault(AuthenticationPolicy.PolicyName) as AuthenticationOptions;
        var challenges = authentication is null ? [] : AuthenticationPolicy.Challenges(authentication, compilation);
        var route = new AuthorizationStage(AuthorizationRules.Compile(options, compilation.Gateway), challenges);
        return authentication is not null && DocumentAccess.OptionsOf(compilation.Effective) is { } contract
            ? Compile(contract, authentication, route, options.Mode is PolicyMode.Enforce, compilation)
            : route;
    }

    private static DocumentAccessStage Compile(ValidationOptions contract, AuthenticationOptions authentication, AuthorizationStage route, bool enforces, RouteCompilation compilation)
    {
        if (contract.Contract?.Document is not { Security: { } security } document)
            throw new InvalidOperationException($"The contract of route {compilation.RouteId} has not been loaded.");
        var access = DocumentAccess.Compile(
            security,
            new SchemeMap(contract, authentication, compilation.Gateway),
            schemes => AuthenticationPolicy.Challenges(schemes, compilation),
            (place, pointer, found, _) => throw new InvalidOperationException($"{place} {pointer}: {found}."));
        var inventory = enforces ? compilation.Services.GetRequiredService<ContractInventories>().Of(compilation.RouteId, document) : null;
        return new(document, access, DocumentAccess.MayOpen(compilation.Effective, authentication), route, inventory);
    }
}
