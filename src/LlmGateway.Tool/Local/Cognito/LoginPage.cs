using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>The page on which people sign in: a form, and a link for each provider.</summary>
internal static class LoginPage
{
    public static Task WriteAsync(HttpContext http, SignInRequest request, string? message, bool asksNewPassword)
    {
        var html = HtmlEncoder.Default;
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign in (local run)</title><style>body{font:1rem system-ui;max-width:20rem;margin:4rem auto}input,button{display:block;width:100%;margin:.5rem 0;padding:.5rem;box-sizing:border-box}</style><h1>Sign in</h1>");
        if (message is not null) page.Append("<p role=\"alert\">").Append(html.Encode(message)).Append("</p>");
        if (request.Client.Providers.Contains("COGNITO"))
        {
            page.Append("<form method=\"post\"><label>User name<input name=\"username\" autocomplete=\"username\" required></label><label>Password<input name=\"password\" type=\"password\" autocomplete=\"current-password\" required></label>");
            if (asksNewPassword) page.Append("<label>New password<input name=\"new_password\" type=\"password\" autocomplete=\"new-password\" required></label>");
            page.Append("<button>Sign in</button></form>");
        }
        foreach (var provider in request.Client.Providers.Where(name => name != "COGNITO"))
        {
            page.Append("<p><a href=\"").Append(html.Encode($"/oauth2/authorize{http.Request.QueryString}&identity_provider={Uri.EscapeDataString(provider)}"))
                .Append("\">Sign in by ").Append(html.Encode(provider)).Append("</a></p>");
        }
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(page.ToString(), http.RequestAborted);
    }
}
