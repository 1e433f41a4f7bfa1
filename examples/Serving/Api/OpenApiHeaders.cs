using AutoRec.Examples.Serving.Visitors;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Describes the headers that filters read. No parameter of an endpoint shows them.</summary>
internal static class OpenApiHeaders
{
    public static void AddRequiredHeaders(this OpenApiOptions options) => options.AddOperationTransformer((operation, context, _) =>
    {
        foreach (var header in context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredHeader>())
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Required = true,
                Description = header.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    });
}
