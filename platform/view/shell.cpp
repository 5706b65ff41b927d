#include "platform/view/view.h"

namespace longdan::view {

void declare_shell_views(Catalogue& catalogue) {
    catalogue.add_type<PageContext>();
    catalogue.add(View<ErrorPage>{"shell/error"});
    catalogue.add(message_view);
    catalogue.add(job_view);
    catalogue.add(print_view);
    catalogue.add(gallery_view);
}

void add_gallery(http::Router& router, Pages& pages) {
    router.get("/phat-trien/giao-dien", [&pages](const http::Request& request) {
        return pages.page(request, gallery_view, GalleryPage{"all", {}});
    });
}

}  // namespace longdan::view
