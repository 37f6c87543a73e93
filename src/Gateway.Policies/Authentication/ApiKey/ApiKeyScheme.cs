using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>API keys of one set, in a header or, where allowed, in the query string.</summary>
internal sealed class ApiKeyScheme(string name, ApiKeyOptions options, CurrentApiKeys keys, TimeProvider time) : AuthenticationScheme
{
    private readonly string _header = options.Header;
    private readonly string? _parameter = options.AllowQuery ? options.QueryParameter : null;

    public override string Name { get; } = $"{SchemeReference.ApiKey}:{name}";

    // No such scheme is registered; RFC 9110 section 15.5.2 wants a challenge in every 401, and clients skip those that they do not know.
    public override string Challenge => "ApiKey realm=\"api\"";

    public override CredentialSearch Find(Exchange exchange)
    {
        var values = exchange.Context.Request.Headers[_header];
        if (values.Count > 1) return CredentialSearch.Ambiguous;
        var parameter = _parameter is null ? default : QueryKey.Find(exchange.Context.Request.QueryString.Value, _parameter);
        if (parameter.Count > 1 || (parameter.Count == 1 && values.Count == 1)) return CredentialSearch.Ambiguous;
        if (values.Count == 1) return CredentialSearch.Found(new Credential(values[0] ?? "", CredentialSource.Header, _header));
        return parameter.Count == 1
            ? CredentialSearch.Found(new Credential(parameter.Value(exchange.Context.Request.QueryString.Value!), CredentialSource.Query, _parameter!))
            : CredentialSearch.None;
    }

    public override ValueTask<AuthenticationOutcome> VerifyAsync(Exchange exchange, Credential credential) =>
        new(keys.Verify(credential.Value, time.GetUtcNow()));

    /// <summary>Also true as long as nobody knows the set: it was right when it was known.</summary>
    public override bool Stands(CallerIdentity identity) =>
        keys.Keys is not { } known || (identity.ClaimValues("key_id") is [var id] && known.Stands(id, time.GetUtcNow()));

    /// <summary>A key is for the gateway only: it is removed from every place where it may stand.</summary>
    public override void Strip(Exchange exchange, Credential credential)
    {
        var request = exchange.Context.Request;
        request.Headers.Remove(_header);
        if (_parameter is null) return;
        while (QueryKey.Find(request.QueryString.Value, _parameter) is { Count: > 0 } parameter)
            request.QueryString = new QueryString(parameter.Cut(request.QueryString.Value!));
    }
}
