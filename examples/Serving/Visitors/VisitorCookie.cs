using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AutoRec.Examples.Serving.Visitors;

/// <summary>
/// The cookie that recognizes a visitor: 128 random bits, encrypted and signed. A cookie that this service did not issue counts as none.
/// </summary>
internal sealed class VisitorCookie(IDataProtectionProvider protection)
{
    public const string Name = "visitor";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector(Name).ToTimeLimitedDataProtector();

    /// <summary>The secret of the request's visitor; null without a valid cookie.</summary>
    public string? Read(HttpRequest request)
    {
        if (request.Cookies[Name] is not { Length: < 1000 } text)
            return null;
        try
        {
            return _protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Makes the response's receiver a new visitor.</summary>
    /// <returns>The secret of the visitor.</returns>
    public string Issue(HttpContext context)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        context.Response.Cookies.Append(Name, _protector.Protect(secret, Lifetime), OptionsFor(context, Lifetime));
        return secret;
    }

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, OptionsFor(context, null));

    private static CookieOptions OptionsFor(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        IsEssential = true,
        MaxAge = lifetime,
    };
}
