using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>Reads the directives that set one thing. What the gateway's own configuration decides is accepted and named in a warning.</summary>
internal sealed class SettingParser(RuleSetSettings settings, Diagnostics diagnostics)
{
    /// <summary>Directives of ModSecurity without a meaning here: logging, storage, the connector.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.OrdinalIgnoreCase)
    {
        "SecAuditEngine", "SecAuditLog", "SecAuditLog2", "SecAuditLogDirMode", "SecAuditLogFileMode", "SecAuditLogFormat", "SecAuditLogParts", "SecAuditLogRelevantStatus",
        "SecAuditLogStorageDir", "SecAuditLogType", "SecDebugLog", "SecDebugLogLevel", "SecComponentSignature", "SecServerSignature", "SecTmpDir", "SecDataDir",
        "SecTmpSaveUploadedFiles", "SecUploadDir", "SecUploadFileLimit", "SecUploadFileMode", "SecUploadKeepFiles", "SecPcreMatchLimit", "SecPcreMatchLimitRecursion",
        "SecArgumentSeparator", "SecCookieFormat", "SecCookieV0Separator", "SecStatusEngine", "SecRequestBodyInMemoryLimit", "SecCacheTransformations", "SecInterceptOnError",
        "SecRulePerfTime", "SecCollectionGarbage", "SecGeoLookupDb", "SecHttpBlKey", "SecGsbLookupDb", "SecConnEngine", "SecReadStateLimit", "SecWriteStateLimit",
        "SecWebAppId", "SecSensorId", "SecStreamInBodyInspection", "SecStreamOutBodyInspection", "SecContentInjection", "SecDisableBackendCompression", "SecRuleInheritance",
        "SecXmlExternalEntity", "SecXmlParseXmlIntoArgs", "SecParseXmlIntoArgs", "SecChrootDir", "SecGuardianLog", "SecHashEngine", "SecHashKey", "SecHashParam", "SecHashMethodPm", "SecHashMethodRx", "SecUnicodeCodePage",
    };

    /// <summary>False where the directive is no setting.</summary>
    public bool Apply(Directive directive)
    {
        if (Ignored.Contains(directive.Name))
        {
            diagnostics.WarnOnce(directive.Position, $"{directive.Name} has no effect here.");
            return true;
        }

        switch (directive.Name.ToUpperInvariant())
        {
            case "SECRULEENGINE":
                if (ControlParser.Mode(directive.Text(0)) is { } mode) settings.Engine = mode;
                else Refuse(directive, "On, Off, DetectionOnly");
                return true;
            case "SECREQUESTBODYACCESS":
                settings.RequestBodyAccess = Switch(directive, settings.RequestBodyAccess);
                return true;
            case "SECRESPONSEBODYACCESS":
                settings.ResponseBodyAccess = Switch(directive, settings.ResponseBodyAccess);
                return true;
            case "SECREQUESTBODYLIMIT":
                settings.RequestBodyLimit = Number(directive, settings.RequestBodyLimit);
                return true;
            case "SECREQUESTBODYNOFILESLIMIT":
                settings.RequestBodyNoFilesLimit = Number(directive, settings.RequestBodyNoFilesLimit);
                return true;
            case "SECRESPONSEBODYLIMIT":
                settings.ResponseBodyLimit = Number(directive, settings.ResponseBodyLimit);
                return true;
            case "SECREQUESTBODYJSONDEPTHLIMIT":
                settings.JsonDepthLimit = (int)Number(directive, settings.JsonDepthLimit);
                return true;
            case "SECARGUMENTSLIMIT":
                settings.ArgumentsLimit = (int)Number(directive, settings.ArgumentsLimit);
                return true;
            case "SECREQUESTBODYLIMITACTION":
                settings.RequestBodyProcessPartial = Partial(directive);
                return true;
            case "SECRESPONSEBODYLIMITACTION":
                settings.ResponseBodyProcessPartial = Partial(directive);
                return true;
            case "SECRESPONSEBODYMIMETYPE":
                settings.ResponseBodyMimeTypes = [.. directive.Arguments.SelectMany(a => a.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
                return true;
            case "SECRESPONSEBODYMIMETYPESCLEAR":
                settings.ResponseBodyMimeTypes = [];
                return true;
            case "SECCOLLECTIONTIMEOUT":
                settings.CollectionTimeout = TimeSpan.FromSeconds(Number(directive, 3600));
                return true;
            case "SECUNICODEMAPFILE":
                settings.UnicodeMapFile = FullPath(directive);
                if (directive.Arguments.Count > 1) settings.UnicodeCodePage = int.TryParse(directive.Text(1), out var page) ? page : 20127;
                return true;
            default:
                return false;
        }
    }

    /// <summary>A path from the folder of the file that names it; null where it is none.</summary>
    private string? FullPath(Directive directive)
    {
        try
        {
            return Path.GetFullPath(directive.Text(0), Path.GetDirectoryName(Path.GetFullPath(directive.Position.File)) ?? "/");
        }
        catch (ArgumentException e)
        {
            diagnostics.Error(directive.Position, $"{directive.Name} has a path that is none: {e.Message}");
            return null;
        }
    }

    private bool Switch(Directive directive, bool current)
    {
        if (directive.Text(0).Equals("On", StringComparison.OrdinalIgnoreCase)) return true;
        if (directive.Text(0).Equals("Off", StringComparison.OrdinalIgnoreCase)) return false;
        Refuse(directive, "On, Off");
        return current;
    }

    private bool Partial(Directive directive)
    {
        if (directive.Text(0).Equals("ProcessPartial", StringComparison.OrdinalIgnoreCase)) return true;
        if (!directive.Text(0).Equals("Reject", StringComparison.OrdinalIgnoreCase)) Refuse(directive, "Reject, ProcessPartial");
        return false;
    }

    private long Number(Directive directive, long current)
    {
        if (long.TryParse(directive.Text(0), out var number) && number is >= 0 and <= int.MaxValue) return number;
        Refuse(directive, $"0 to {int.MaxValue}");
        return current;
    }

    private void Refuse(Directive directive, string allowed) => diagnostics.Error(directive.Position, $"{directive.Name} has {directive.Text(0)}; allowed: {allowed}.");
}
