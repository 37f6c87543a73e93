using System.Text;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;
using Gateway.Policies.SecurityHeaders;

namespace Gateway.LoadTests.Contenders;

/// <summary>
/// HAProxy: forwarding, and the whole chain: RS256 with issuer, audience, time and scope, a limit by subject in a stick table, CORS, identity
/// headers, the gateway's security headers. It verifies the signature for every request; it has no cache of verified tokens.
/// </summary>
internal sealed class HaproxyContender(Site site) : NativeContender(CaseCatalog.Haproxy, Tool.Haproxy, site)
{
    protected override IEnumerable<string> Arguments(string configurationPath) => ["-db", "-f", configurationPath];

    protected override string Configuration() => $$"""
        global
          nbthread {{Site.Cores.ServerCount}}
          maxconn 4096
        defaults
          mode http
          timeout connect 5s
          timeout client 60s
          timeout server 60s
          option http-keep-alive
          http-reuse always
        frontend public
          bind 127.0.0.1:{{Port}} ssl crt {{Site.Material.BundlePath}} alpn h2,http/1.1 ssl-min-ver TLSv1.3 prefer-client-ciphers
          http-request set-header X-Forwarded-For %[src]
          http-request set-header X-Forwarded-Proto https
          http-request set-header X-Forwarded-Host %[req.hdr(host)]
          use_backend jwt-es256 if { path_beg /jwt-es256 }
          use_backend jwt if { path_beg /jwt }
          default_backend plain
        backend plain
          server a 127.0.0.1:{{Site.BackendPort}}
        {{Jwt("jwt", "RS256", Site.Material.TokenKeyPath)}}
        {{Jwt("jwt-es256", "ES256", Site.Material.EcTokenKeyPath)}}

        """;

    private string Jwt(string name, string algorithm, string keyPath) =>
        $$"""
        backend {{name}}
          stick-table type string len 64 size 100k expire 60s store http_req_rate(1s)
          http-request del-header X-Consumer
          http-request del-header X-Consumer-Scopes
          http-request set-var(txn.origin) req.hdr(origin)
          http-request deny deny_status 413 if { req.body_size gt 1048576 }
          http-request deny deny_status 401 hdr WWW-Authenticate Bearer unless { req.hdr(authorization) -m found }
          http-request set-var(txn.bearer) http_auth_bearer
          http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
          http-request set-var(txn.iss) var(txn.bearer),jwt_payload_query('$.iss')
          http-request set-var(txn.aud) var(txn.bearer),jwt_payload_query('$.aud')
          http-request set-var(txn.sub) var(txn.bearer),jwt_payload_query('$.sub')
          http-request set-var(txn.scope) var(txn.bearer),jwt_payload_query('$.scope')
          http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
          http-request set-var(txn.now) date()
          http-request deny deny_status 401 hdr WWW-Authenticate Bearer unless { var(txn.alg) -m str {{algorithm}} }
          http-request deny deny_status 401 hdr WWW-Authenticate Bearer unless { var(txn.iss) -m str {{TokenIssuer.Issuer}} }
          http-request deny deny_status 401 hdr WWW-Authenticate Bearer unless { var(txn.aud) -m str {{TokenIssuer.Audience}} }
          http-request deny deny_status 401 hdr WWW-Authenticate Bearer unless { var(txn.exp),sub(txn.now) -m int gt 0 }
          http-request deny deny_status 401 hdr WWW-Authenticate Bearer unless { var(txn.bearer),jwt_verify(txn.alg,"{{keyPath}}") -m int 1 }
          http-request deny deny_status 403 unless { var(txn.scope) -m reg (^|\ )orders:read(\ |$) }
          http-request track-sc0 var(txn.sub)
          http-request deny deny_status 429 if { sc_http_req_rate(0) gt 1000000 }
          http-request deny deny_status 429 if { path_sub tight/ } { sc_http_req_rate(0) gt 3 }
          http-request del-header Authorization
          http-request set-header X-Consumer main:%[var(txn.sub)]
          http-request set-header X-Consumer-Scopes %[var(txn.scope)]
          http-response set-header Access-Control-Allow-Origin {{Scenario.Origin}} if { var(txn.origin) -m str {{Scenario.Origin}} }
          http-response add-header Vary Origin
        {{Hardening()}}
          server a 127.0.0.1:{{Site.BackendPort}}
        """;

    private static string Hardening()
    {
        var text = new StringBuilder("  http-response del-header Server\n  http-response del-header X-Powered-By\n");
        foreach (var header in SecurityHeaderList.Of(new SecurityHeadersOptions())) text.Append($"  http-response set-header {header.Name} \"{header.Value}\"\n");
        return text.ToString();
    }
}
