namespace Gateway.SecLang;

/// <summary>
/// The rules that ModSecurity's recommended configuration holds and rule sets build upon: which reader a body gets, and that a body which cannot be read is refused.
/// They have the ids that are known there, so that exclusions and tests written for those apply. One that the files have themselves, as a modsecurity.conf does, is theirs.
/// </summary>
internal static class RecommendedRules
{
    /// <summary>In the place of a file's name.</summary>
    public const string Name = "(recommended)";

    public const string Text = """
        SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application(?:/soap\+|/)|text/)xml" "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
        SecRule REQUEST_HEADERS:Content-Type "@rx ^application/json" "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
        SecRule REQUEST_HEADERS:Content-Type "@rx ^application/[a-z0-9.-]+[+]json" "id:200006,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
        SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,deny,status:400,msg:'The request body cannot be read',logdata:'%{reqbody_error_msg}',severity:2"
        SecRule MULTIPART_STRICT_ERROR "!@eq 0" "id:200003,phase:2,t:none,log,deny,status:400,msg:'The multipart request body is not well formed',severity:2"
        SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" "id:200004,phase:2,t:none,log,deny,status:400,msg:'The multipart request body may hold a boundary that was not matched',severity:2"
        SecRule &ARGS "@ge 1000" "id:200007,phase:2,t:none,log,deny,status:400,msg:'The request has too many arguments',severity:2"
        """;
}
