using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

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
        return new AuthorizationStage(AuthorizationRules.Compile(options, compilation.Gateway), challenges);
    }
}
