using Gateway.Policies.RequestLimits;
using Gateway.Policies.Validation.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>A path of a contract with its operations.</summary>
/// <param name="template">As the document writes it.</param>
internal sealed class ContractPath(PathTemplate template)
{
    private readonly List<ContractOperation> _operations = [];

    public PathTemplate Template { get; } = template;

    public IReadOnlyList<ContractOperation> Operations => _operations;

    /// <summary>The methods, for the field Allow.</summary>
    public string Allow { get; private set; } = "";

    public void Add(ContractOperation operation)
    {
        _operations.Add(operation);
        var methods = _operations.Select(static o => o.Method);
        if (Find("GET") is not null) methods = methods.Append("HEAD");
        Allow = string.Join(", ", methods.Distinct(StringComparer.Ordinal));
    }

    /// <summary>The method that a request is declared under. The tunnel of a WebSocket over HTTP/2 is a CONNECT for what HTTP/1.1 does with GET (RFC 8441).</summary>
    public static string MethodOf(HttpContext context) => RequestBodyPresence.IsTunnel(context) ? "GET" : context.Request.Method;

    /// <summary>The operation of a method, compared exactly. HEAD is a GET without its content (RFC 9110 section 9.3.2) where it is not declared itself.</summary>
    public ContractOperation? Find(string method)
    {
        foreach (var operation in _operations)
            if (string.Equals(operation.Method, method, StringComparison.Ordinal)) return operation;
        return method == "HEAD" ? Find("GET") : null;
    }
}
