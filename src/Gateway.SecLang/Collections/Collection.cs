namespace Gateway.SecLang.Collections;

/// <summary>
/// Every variable that a rule can name as a target. Keyed ones (ARGS, REQUEST_HEADERS, TX …) hold named values, the others one value without a name.
/// The order means nothing; the spelling in rules is in <see cref="CollectionNames"/>.
/// </summary>
internal enum Collection : byte
{
    None,

    // Arguments.
    Args,
    ArgsNames,
    ArgsGet,
    ArgsGetNames,
    ArgsPost,
    ArgsPostNames,
    ArgsCombinedSize,

    // The request line and what follows from it.
    RequestMethod,
    RequestProtocol,
    RequestLine,
    RequestUri,
    RequestUriRaw,
    RequestFilename,
    RequestBasename,
    QueryString,

    // Header fields.
    RequestHeaders,
    RequestHeadersNames,
    RequestCookies,
    RequestCookiesNames,
    AuthType,

    // The body.
    RequestBody,
    RequestBodyLength,
    ReqbodyProcessor,
    ReqbodyError,
    ReqbodyErrorMsg,
    ReqbodyProcessorError,
    ReqbodyProcessorErrorMsg,
    InboundDataError,
    UrlencodedError,
    Xml,

    // Multipart.
    Files,
    FilesNames,
    FilesSizes,
    FilesCombinedSize,
    MultipartName,
    MultipartFilename,
    MultipartPartHeaders,
    MultipartStrictError,
    MultipartUnmatchedBoundary,
    MultipartBoundaryQuoted,
    MultipartBoundaryWhitespace,
    MultipartDataBefore,
    MultipartDataAfter,
    MultipartHeaderFolding,
    MultipartLfLine,
    MultipartCrlfLfLines,
    MultipartMissingSemicolon,
    MultipartInvalidQuoting,
    MultipartInvalidPart,
    MultipartInvalidHeaderFolding,
    MultipartFileLimitExceeded,

    // The response.
    ResponseStatus,
    ResponseProtocol,
    StatusLine,
    ResponseHeaders,
    ResponseHeadersNames,
    ResponseContentType,
    ResponseContentLength,
    ResponseBody,
    OutboundDataError,

    // The connection and the server.
    RemoteAddr,
    RemoteHost,
    RemotePort,
    RemoteUser,
    ServerAddr,
    ServerName,
    ServerPort,
    UniqueId,

    // What the engine keeps while rules run: not in the value table unless it puts them there.
    Tx,
    Ip,
    Global,
    Rule,
    MatchedVar,
    MatchedVarName,
    MatchedVars,
    MatchedVarsNames,
    Duration,
    Time,
    TimeDay,
    TimeEpoch,
    TimeHour,
    TimeMin,
    TimeMon,
    TimeSec,
    TimeWday,
    TimeYear,
    Geo,
    MscPcreError,
    MscPcreLimitsExceeded,
    HighestSeverity,
    ModsecBuild,
}
